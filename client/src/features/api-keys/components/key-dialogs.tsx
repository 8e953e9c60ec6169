import { useState } from 'react';
import type { ApiKey, ApiKeyCreated, ApiKeyList } from '@/api/types';
import { Field, Input } from '@/components/ui/field';
import { overlaps, SecretDialog, type SecretDialogHandlers } from '@/components/ui/secret-dialog';
import { Select } from '@/components/ui/select';
import { ShownOnce } from '@/components/ui/shown-once';
import { createApiKey, rotateApiKey } from '@/features/api-keys/api/api-keys';
import { humanize } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '730', label: '2 years' },
] as const;

const keyOverlaps = [...overlaps, { value: '720', label: '30 days' }] as const;

export function CreateKeyDialog({ scopes, onClose, onChanged }: SecretDialogHandlers & { readonly scopes: ApiKeyList['scopes'] }) {
  const organization = useOrganization();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState<(typeof lifetimes)[number]['value']>('365');
  const ready = name.trim() !== '' && chosen.length > 0;
  return (
    <SecretDialog
      title="New API key"
      label="Make the key"
      ready={ready}
      onClose={onClose}
      onChanged={onChanged}
      madeTitle="Your new API key"
      show={(made) => <Made made={made} />}
      make={() => createApiKey(organization.id, name.trim(), [...chosen], Number(days))}
    >
      <Field label="Name" hint="What it is for.">
        {(control) => (
          <Input
            {...control}
            name="name"
            value={name}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 text-xs font-medium text-muted">Scopes</legend>
        {scopes.map((scope) => {
          const allowed = scope.permissions.every((permission) => may(organization, permission));
          return (
            <label key={scope.name} className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2 coarse:py-1.5">
              <input
                type="checkbox"
                className="mt-0.5 size-4 shrink-0 accent-accent"
                disabled={!allowed}
                checked={chosen.includes(scope.name)}
                onChange={(event) =>
                  setChosen((before) => (event.target.checked ? [...before, scope.name] : before.filter((other) => other !== scope.name)))
                }
              />
              <span className="font-mono text-xs leading-5">{scope.name}</span>
              <span className="col-start-2 text-xs text-faint">{scope.permissions.map(humanize).join(', ')}</span>
            </label>
          );
        })}
      </fieldset>
      <Field label="Expires after" className="max-w-48">
        {(control) => <Select {...control} value={days} options={lifetimes} onChange={setDays} />}
      </Field>
    </SecretDialog>
  );
}

export function RotateKeyDialog({ apiKey, onClose, onChanged }: SecretDialogHandlers & { readonly apiKey: ApiKey }) {
  const organization = useOrganization();
  const [overlap, setOverlap] = useState<(typeof keyOverlaps)[number]['value']>('24');
  const [days, setDays] = useState<(typeof lifetimes)[number]['value']>('365');
  return (
    <SecretDialog
      title={`Rotate ${apiKey.name}`}
      label="Make the new key"
      ready
      onClose={onClose}
      onChanged={onChanged}
      madeTitle="Your new API key"
      show={(made) => <Made made={made} />}
      make={() => rotateApiKey(organization.id, apiKey.id, Number(overlap), Number(days))}
    >
      <p className="text-muted">A new key with the same scopes takes its place. Until the old one ends, both work.</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="The old key goes on for">
          {(control) => <Select {...control} value={overlap} options={keyOverlaps} onChange={setOverlap} />}
        </Field>
        <Field label="The new key expires after">
          {(control) => <Select {...control} value={days} options={lifetimes} onChange={setDays} />}
        </Field>
      </div>
    </SecretDialog>
  );
}

function Made({ made }: { readonly made: ApiKeyCreated }) {
  return (
    <ShownOnce label="API key" value={made.token}>
      <p className="text-pretty text-muted">
        Store it now, where the program reads its secrets. It is not shown again, and nobody can look it up.
      </p>
    </ShownOnce>
  );
}
