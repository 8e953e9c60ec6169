import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { RingbaConnection } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/error-state';
import { Section } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { disconnectRingba, ringbaQuery } from '@/features/ringba/api/ringba';
import { PixelSection } from '@/features/ringba/components/pixel-section';
import { RingbaForm } from '@/features/ringba/components/ringba-form';
import { StartReading } from '@/features/ringba/components/start-reading';
import { formatTimestamp } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import { showToast } from '@/lib/toasts';

/** The Ringba account of the organization, from connecting it to letting it go. */
export function RingbaSection() {
  const organization = useOrganization();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(ringbaQuery(organization.id));
  const [disconnecting, setDisconnecting] = useState(false);
  if (data === undefined) {
    return (
      <Section title="Ringba">
        {error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading label="Loading the connection" className="flex max-w-md flex-col gap-3">
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </Loading>
        )}
      </Section>
    );
  }
  const { connection } = data;
  return (
    <>
      <Section
        title="Ringba"
        summary="Where your calls come from. Each is read from the call log, its recording fetched, transcribed and judged."
        actions={connection !== null && <Button onClick={() => setDisconnecting(true)}>Disconnect</Button>}
      >
        {connection !== null && <ConnectionFacts connection={connection} />}
        <RingbaForm
          key={connection?.accountId ?? 'new'}
          status={data}
          onSaved={() => showToast({ tone: 'success', message: connection === null ? 'Ringba is connected.' : 'The connection is saved.' })}
        />
      </Section>
      {connection !== null && connection.readFrom === null && (
        <Section title="First read" summary="Nothing has been read yet.">
          <StartReading onStarted={() => showToast({ tone: 'success', message: 'The first calls will appear within minutes.' })} />
        </Section>
      )}
      {connection !== null && connection.readFrom !== null && <PixelSection connection={connection} />}
      {disconnecting && connection !== null && (
        <ConfirmDialog
          title="Disconnect Ringba?"
          label="Disconnect"
          onClose={() => setDisconnecting(false)}
          onConfirm={async () => {
            await disconnectRingba(organization.id);
            await client.invalidateQueries({ queryKey: keys.ringba(organization.id) });
            showToast({ tone: 'success', message: 'Ringba is disconnected and its token forgotten.' });
          }}
        >
          <p>Account {connection.accountId} is no longer read and its token is forgotten. Calls that are here stay.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function ConnectionFacts({ connection }: { readonly connection: RingbaConnection }) {
  const refused = connection.invalidSince !== null;
  return (
    <>
      {connection.lastError !== null && (
        <p role="alert" className="rounded-md border border-critical-line bg-critical-soft px-3 py-2 text-critical">
          {connection.lastError}
          {connection.lastErrorAt !== null && ` At ${formatTimestamp(connection.lastErrorAt)}.`}
          {refused && ' Reading pauses until a token works.'}
        </p>
      )}
      <dl className="grid max-w-md grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <dt className="text-muted">Connected</dt>
        <dd>{formatTimestamp(connection.connectedAt)}</dd>
        <dt className="text-muted">Last read</dt>
        <dd>{connection.lastReadAt === null ? 'Not yet' : formatTimestamp(connection.lastReadAt)}</dd>
        {connection.readFrom !== null && (
          <>
            <dt className="text-muted">Calls since</dt>
            <dd>{formatTimestamp(connection.readFrom)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
