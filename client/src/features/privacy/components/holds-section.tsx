import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import type { LegalHold } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Listed } from '@/components/ui/listed';
import { Section } from '@/components/ui/settings';
import { StateMessage } from '@/components/ui/states';
import { legalHoldsQuery, useLiftHold } from '@/features/privacy/api/legal-holds';
import { PlaceHoldDialog } from '@/features/privacy/components/place-hold-dialog';
import { formatPhone, formatTimestamp } from '@/lib/format';

interface HoldsSectionProps {
  readonly organizationId: string;
  readonly slug: string;
}

export function HoldsSection({ organizationId, slug }: HoldsSectionProps) {
  const query = useQuery(legalHoldsQuery(organizationId));
  const [placing, setPlacing] = useState(false);
  return (
    <Section
      title="Legal holds"
      summary="Nothing under a hold is removed, neither by retention nor for a caller. A hold on a single call is placed on its page."
      actions={<Button onClick={() => setPlacing(true)}>Place a hold</Button>}
    >
      <Listed
        query={query}
        loading="Loading legal holds"
        empty={
          <StateMessage icon={Scale} title="No legal holds" className="rounded-lg border border-line py-8">
            <p>Retention and erasure remove whatever is due.</p>
          </StateMessage>
        }
      >
        {(items) => (
          <ul className="divide-y divide-line rounded-lg border border-line">
            {items.map((hold) => (
              <HoldRow key={hold.id} hold={hold} organizationId={organizationId} slug={slug} />
            ))}
          </ul>
        )}
      </Listed>
      <PlaceHoldDialog organizationId={organizationId} callId={null} open={placing} onClose={() => setPlacing(false)} />
    </Section>
  );
}

function HoldRow({ hold, organizationId, slug }: HoldsSectionProps & { readonly hold: LegalHold }) {
  const lift = useLiftHold(organizationId);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {hold.scope === 'organization' ? (
            'All calls'
          ) : hold.scope === 'caller' ? (
            `Caller ${formatPhone(hold.callerNumber)}`
          ) : hold.callId === null ? (
            'A call'
          ) : (
            <Link to="/o/$slug/calls/$callId" params={{ slug, callId: hold.callId }} className="rounded-sm text-accent hover:underline">
              One call
            </Link>
          )}
        </p>
        <p className="break-words text-muted">{hold.reason}</p>
        <p className="text-xs text-faint">
          Placed {formatTimestamp(hold.placedAt)} by {hold.placedBy ?? 'an API key'}
          {hold.liftedAt !== null && `, lifted ${formatTimestamp(hold.liftedAt)} by ${hold.liftedBy ?? 'an API key'}`}
        </p>
      </div>
      {hold.liftedAt === null ? (
        <Button size="sm" busy={lift.isPending} onClick={() => lift.mutate(hold.id)}>
          Lift<span className="sr-only"> the hold: {hold.reason}</span>
        </Button>
      ) : (
        <span className="text-xs text-faint">Lifted</span>
      )}
    </li>
  );
}
