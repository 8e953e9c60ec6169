import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { ApiKey } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/error-state';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { Loading, Skeleton } from '@/components/ui/states';
import { apiKeysQuery, createApiKey, revokeApiKey, rotateApiKey } from '@/features/api-keys/api/api-keys';
import { formatMoment } from '@/lib/format';
import { humanize } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
] as const;

type Lifetime = (typeof lifetimes)[number]['value'];

/** How long an old key goes on beside its successor, and how long the successor lasts. */
const overlapHours = 24;
const rotatedDays = 90;

export function ApiKeys() {
  const organization = useOrganization();
  const query = useQuery(apiKeysQuery(organization.id));
  const [token, setToken] = useState<string | null>(null);
  if (query.isPending) {
    return (
      <Loading label="Loading keys">
        <Skeleton className="h-10" />
      </Loading>
    );
  }
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { items, scopes } = query.data;
  return (
    <>
      {token !== null && (
        <div role="status" className="flex flex-col gap-1 rounded-md border border-line bg-subtle p-3">
          <p className="font-medium">Copy the key now. It is shown this once.</p>
          <code className="font-mono break-all select-all">{token}</code>
        </div>
      )}
      {items.length === 0 ? (
        <p className="text-muted">No key has been made.</p>
      ) : (
        <ul aria-label="API keys" className="border-t border-line">
          {items.map((key) => (
            <KeyRow key={key.id} apiKey={key} onToken={setToken} />
          ))}
        </ul>
      )}
      <KeyForm scopes={scopes.map(({ name }) => name)} onToken={setToken} />
    </>
  );
}

interface KeyRowProps {
  readonly apiKey: ApiKey;
  readonly onToken: (token: string) => void;
}

function KeyRow({ apiKey, onToken }: KeyRowProps) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [revoking, setRevoking] = useState(false);
  const [busy, setBusy] = useState(false);
  const changed = () => client.invalidateQueries({ queryKey: keys.apiKeys(organization.id) });
  const rotate = async () => {
    setBusy(true);
    try {
      onToken((await rotateApiKey(organization.id, apiKey.id, overlapHours, rotatedDays)).token);
    } catch (error) {
      showToast({ tone: 'error', message: messageOf(error) });
    }
    await changed();
    setBusy(false);
  };
  const active = apiKey.status === 'active';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="truncate font-medium">
          {apiKey.name} <code className="font-mono text-xs font-normal text-faint">{apiKey.prefix}…</code>
        </p>
        <p className="text-xs text-muted">
          {apiKey.scopes.join(', ')} · {active ? `until ${formatMoment(apiKey.expiresAt)}` : humanize(apiKey.status)} ·{' '}
          {apiKey.lastUsedAt === null ? 'never used' : `last used ${formatMoment(apiKey.lastUsedAt)}`}
        </p>
      </div>
      {active && apiKey.successorId === null && (
        <Button size="sm" disabled={busy} aria-label={`Rotate ${apiKey.name}`} onClick={() => void rotate()}>
          Rotate
        </Button>
      )}
      {active && (
        <Button size="sm" tone="ghost" aria-label={`Revoke ${apiKey.name}`} onClick={() => setRevoking(true)}>
          Revoke
        </Button>
      )}
      {revoking && (
        <ConfirmDialog
          title={`Revoke ${apiKey.name}?`}
          label="Revoke"
          onClose={() => setRevoking(false)}
          onConfirm={async () => {
            await revokeApiKey(organization.id, apiKey.id);
            await changed();
          }}
        >
          Whatever uses it is refused from now on. To replace it without a gap, rotate it instead: the old key then goes on for{' '}
          {overlapHours} hours.
        </ConfirmDialog>
      )}
    </li>
  );
}

interface KeyFormProps {
  readonly scopes: readonly string[];
  readonly onToken: (token: string) => void;
}

function KeyForm({ scopes, onToken }: KeyFormProps) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const [chosen, setChosen] = useState<readonly string[]>(['calls:read']);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => ({ ...required(values, { name: 'a name' }), scopes: chosen.length === 0 ? 'Choose at least one.' : undefined }),
    send: async (values) => {
      onToken((await createApiKey(organization.id, values('name').trim(), [...chosen], Number(lifetime))).token);
      await client.invalidateQueries({ queryKey: keys.apiKeys(organization.id) });
    },
  });
  return (
    <form noValidate onSubmit={submit} aria-label="New key" className="flex max-w-lg flex-col gap-4">
      <FormError message={message} />
      <Field label="Name" hint="What uses it." error={errors['name']}>
        {(control) => <Input {...control} name="name" autoComplete="off" maxLength={100} />}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 font-medium">What it may do</legend>
        {scopes.map((scope) => (
          <label key={scope} className="flex items-center gap-2 coarse:py-1.5">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) => setChosen(event.target.checked ? [...chosen, scope] : chosen.filter((name) => name !== scope))}
            />
            <code className="font-mono text-xs">{scope}</code>
          </label>
        ))}
        {errors['scopes'] !== undefined && (
          <p role="alert" className="text-xs text-critical">
            {errors['scopes']}
          </p>
        )}
      </fieldset>
      <Field label="Good for">{(control) => <Select {...control} value={lifetime} options={lifetimes} onChange={setLifetime} />}</Field>
      <Button type="submit" tone="primary" busy={busy} className="self-start">
        Make a key
      </Button>
    </form>
  );
}
