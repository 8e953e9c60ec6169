import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { ApiKey } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/error-state';
import { Section } from '@/components/ui/settings';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { apiKeysQuery, revokeApiKey } from '@/features/api-keys/api/api-keys';
import { CreateKeyDialog, RotateKeyDialog } from '@/features/api-keys/components/key-dialogs';
import { cn } from '@/lib/cn';
import { formatMoment, formatWhen } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import { useNow } from '@/lib/use-now';

export function ApiKeyList() {
  const organization = useOrganization();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(apiKeysQuery(organization.id));
  const [creating, setCreating] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: keys.apiKeys(organization.id) });
  return (
    <Section
      title="API keys"
      summary={
        <>
          For programs that read or write in this organization. They send the key as <code className="font-mono text-xs">X-Api-Key</code>,
          or as a bearer token.
        </>
      }
      actions={
        <Button tone="primary" disabled={data === undefined} onClick={() => setCreating(true)}>
          New key
        </Button>
      }
    >
      {data === undefined ? (
        error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading label="Loading the keys" className="flex flex-col gap-2">
            <Skeleton className="h-16" />
            <Skeleton className="h-16" />
          </Loading>
        )
      ) : data.items.length === 0 ? (
        <StateMessage icon={KeyRound} title="No API keys" className="rounded-lg border border-line py-10">
          <p>Make one for each program, with just the scopes that it needs.</p>
        </StateMessage>
      ) : (
        <ul aria-label="API keys" className="divide-y divide-line rounded-lg border border-line">
          {data.items.map((key) => (
            <KeyRow key={key.id} apiKey={key} onChanged={refresh} />
          ))}
        </ul>
      )}
      {creating && data !== undefined && <CreateKeyDialog scopes={data.scopes} onClose={() => setCreating(false)} onChanged={refresh} />}
    </Section>
  );
}

const statusLabels = { active: 'Active', retiring: 'Being replaced', expired: 'Expired', revoked: 'Revoked' } as const;

function KeyRow({ apiKey, onChanged }: { readonly apiKey: ApiKey; readonly onChanged: () => Promise<void> }) {
  const organization = useOrganization();
  const now = useNow();
  const [asking, setAsking] = useState<'rotate' | 'revoke' | null>(null);
  const works = apiKey.status === 'active' || apiKey.status === 'retiring';
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <KeyRound aria-hidden className={cn('size-4 shrink-0', works ? 'text-safe' : 'text-faint')} />
      <div className="min-w-0 flex-1 basis-64">
        <p className={cn('flex flex-wrap items-baseline gap-x-2 font-medium', !works && 'text-muted')}>
          <span className="truncate">{apiKey.name}</span>
          <code className="font-mono text-2xs font-normal text-faint">{apiKey.prefix}…</code>
          <span className={cn('text-xs font-normal', works ? 'text-safe' : 'text-faint')}>{statusLabels[apiKey.status]}</span>
        </p>
        <p className="text-xs wrap-anywhere text-muted">{apiKey.scopes.join(', ')}</p>
        <p className="text-xs text-faint">
          {apiKey.lastUsedAt === null ? 'Never used' : `Last used ${formatWhen(apiKey.lastUsedAt, now)}`} ·{' '}
          <time dateTime={apiKey.expiresAt} title={formatMoment(apiKey.expiresAt)}>
            {works ? 'expires' : 'ended'} {formatWhen(apiKey.expiresAt, now)}
          </time>
          {apiKey.createdBy !== null && ` · by ${apiKey.createdBy}`}
        </p>
      </div>
      {works && (
        <div className="flex gap-1">
          {apiKey.successorId === null && (
            <Button tone="ghost" aria-label={`Rotate ${apiKey.name}`} onClick={() => setAsking('rotate')}>
              Rotate
            </Button>
          )}
          <Button tone="ghost" aria-label={`Revoke ${apiKey.name}`} onClick={() => setAsking('revoke')}>
            Revoke
          </Button>
        </div>
      )}
      {asking === 'rotate' && <RotateKeyDialog apiKey={apiKey} onClose={() => setAsking(null)} onChanged={onChanged} />}
      {asking === 'revoke' && (
        <ConfirmDialog
          title={`Revoke ${apiKey.name}?`}
          label="Revoke"
          onClose={() => setAsking(null)}
          onConfirm={async () => {
            await revokeApiKey(organization.id, apiKey.id);
            await onChanged();
          }}
        >
          <p>Programs that use it are refused with their next request. To replace it without a break, rotate it instead.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
