import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import type { CallDetail } from '@/api/types';
import { Button } from '@/components/ui/button';
import { legalHoldsQuery, useLiftHold } from '@/features/privacy/api/legal-holds';
import { PlaceHoldDialog } from '@/features/privacy/components/place-hold-dialog';
import { formatTimestamp } from '@/lib/format';
import { removedPartLabels } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';

interface CallPrivacyProps {
  readonly detail: CallDetail;
  readonly organizationId: string;
}

/** What keeps a call from being removed, and what was removed of it. */
export function CallPrivacy({ detail, organizationId }: CallPrivacyProps) {
  const organization = useOrganization();
  const manages = may(organization, 'manage_privacy');
  if (!manages && !detail.isHeld && detail.removed.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="privacy-heading" className="mt-5 flex flex-col gap-2">
      <h3 id="privacy-heading" className="text-xs font-semibold text-muted">
        Privacy
      </h3>
      {detail.isHeld && (
        <p className="flex items-start gap-2">
          <Scale aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />A legal hold keeps this call.
        </p>
      )}
      {detail.removed.length > 0 && (
        <ul className="text-muted">
          {detail.removed.map(({ part, cause, removedAt }) => (
            <li key={`${part} ${removedAt}`}>
              {removedPartLabels[part]} removed {formatTimestamp(removedAt)} {cause === 'erasure' ? 'for the caller' : 'by retention'}
            </li>
          ))}
        </ul>
      )}
      {manages && <HoldControls callId={detail.call.id} organizationId={organizationId} />}
    </section>
  );
}

function HoldControls({ callId, organizationId }: { readonly callId: string; readonly organizationId: string }) {
  const holds = useQuery(legalHoldsQuery(organizationId));
  const lift = useLiftHold(organizationId);
  const [placing, setPlacing] = useState(false);
  const own = holds.data?.items.filter((hold) => hold.callId === callId && hold.liftedAt === null) ?? [];
  return (
    <>
      {own.map((hold) => (
        <div key={hold.id} className="flex items-start justify-between gap-3">
          <p className="min-w-0 break-words text-muted">
            {hold.reason}
            <span className="block text-xs text-faint">
              {formatTimestamp(hold.placedAt)} by {hold.placedBy ?? 'an API key'}
            </span>
          </p>
          <Button size="sm" busy={lift.isPending} onClick={() => lift.mutate(hold.id)}>
            Lift<span className="sr-only"> the hold: {hold.reason}</span>
          </Button>
        </div>
      ))}
      {holds.data !== undefined && own.length === 0 && (
        <Button size="sm" className="self-start" onClick={() => setPlacing(true)}>
          Place a legal hold
        </Button>
      )}
      <PlaceHoldDialog organizationId={organizationId} callId={callId} open={placing} onClose={() => setPlacing(false)} />
    </>
  );
}
