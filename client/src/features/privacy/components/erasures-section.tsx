import { useQuery } from '@tanstack/react-query';
import { Download, UserX } from 'lucide-react';
import { useState } from 'react';
import type { Erasure } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Listed } from '@/components/ui/listed';
import { Section } from '@/components/ui/settings';
import { StateMessage } from '@/components/ui/states';
import { erasuresQuery, fetchCertificate } from '@/features/privacy/api/erasures';
import { EraseDialog } from '@/features/privacy/components/erase-dialog';
import { formatCount, formatPhone, formatTimestamp } from '@/lib/format';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

const states: Readonly<Record<Erasure['state'], string>> = {
  previewed: 'Not confirmed',
  running: 'Running',
  held: 'Stopped by a legal hold',
  done: 'Done',
};

export function ErasuresSection({ organizationId }: { readonly organizationId: string }) {
  const query = useQuery(erasuresQuery(organizationId));
  const [opened, setOpened] = useState<Erasure | 'new' | null>(null);
  return (
    <Section
      title="Erasure of callers"
      summary="Removes number, recordings, transcripts, quotes and notes of one caller for good, and keeps them from coming back. A certificate says what was removed."
      actions={<Button onClick={() => setOpened('new')}>Erase a caller</Button>}
    >
      <Listed
        query={query}
        loading="Loading erasures"
        empty={
          <StateMessage icon={UserX} title="Nobody was erased" className="rounded-lg border border-line py-8">
            <p>Requests to be forgotten are listed here with their certificates.</p>
          </StateMessage>
        }
      >
        {(items) => (
          <ul className="divide-y divide-line rounded-lg border border-line">
            {items.map((erasure) => (
              <ErasureRow key={erasure.id} erasure={erasure} organizationId={organizationId} onOpen={() => setOpened(erasure)} />
            ))}
          </ul>
        )}
      </Listed>
      <EraseDialog
        organizationId={organizationId}
        erasure={opened === 'new' ? null : opened}
        open={opened !== null}
        onClose={() => setOpened(null)}
      />
    </Section>
  );
}

interface ErasureRowProps {
  readonly erasure: Erasure;
  readonly organizationId: string;
  readonly onOpen: () => void;
}

function ErasureRow({ erasure, organizationId, onOpen }: ErasureRowProps) {
  const [loading, setLoading] = useState(false);
  const download = async () => {
    setLoading(true);
    try {
      save(`erasure-${erasure.id}.json`, JSON.stringify(await fetchCertificate(organizationId, erasure.id), null, 2));
    } catch (error) {
      showToast({ tone: 'error', message: `The certificate was not loaded: ${messageOf(error)}` });
    } finally {
      setLoading(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {erasure.callerNumber === null ? 'Erased caller' : formatPhone(erasure.callerNumber)}
          <span className="ml-2 text-xs font-normal text-muted">{states[erasure.state]}</span>
        </p>
        <p className="text-muted">
          {formatCount(erasure.found.calls)} calls, {formatCount(erasure.found.recordings)} recordings,{' '}
          {erasure.deletesCalls ? 'whole calls removed' : 'time and money kept'}
        </p>
        <p className="text-xs text-faint">
          Asked for {formatTimestamp(erasure.requestedAt)} by {erasure.requestedBy ?? 'an API key'}
          {erasure.finishedAt !== null && `, done ${formatTimestamp(erasure.finishedAt)}`}
        </p>
      </div>
      {erasure.state === 'done' ? (
        <Button size="sm" busy={loading} onClick={() => void download()}>
          <Download aria-hidden className="size-3.5" /> Certificate
        </Button>
      ) : erasure.state === 'running' ? null : (
        <Button size="sm" onClick={onOpen}>
          Review
        </Button>
      )}
    </li>
  );
}

function save(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
