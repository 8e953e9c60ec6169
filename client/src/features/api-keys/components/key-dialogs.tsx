import { useState, type FormEvent, type ReactNode } from 'react';
import type { ApiKey, ApiKeyCreated, ApiKeyList } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { ShownOnce } from '@/components/ui/shown-once';
import { createApiKey, rotateApiKey } from '@/features/api-keys/api/api-keys';
import { humanize } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '730', label: '2 years' },
] as const;

const overlaps = [
  { value: '0', label: 'End it at once' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
] as const;

interface DialogProps {
  readonly onClose: () => void;
  readonly onChanged: () => Promise<void>;
}

export function CreateKeyDialog({ scopes, onClose, onChanged }: DialogProps & { readonly scopes: ApiKeyList['scopes'] }) {
  const organization = useOrganization();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState<(typeof lifetimes)[number]['value']>('365');
  const ready = name.trim() !== '' && chosen.length > 0;
  return (
    <KeyDialog
      title="New API key"
      label="Make the key"
      ready={ready}
      onClose={onClose}
      onChanged={onChanged}
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
    </KeyDialog>
  );
}

export function RotateKeyDialog({ apiKey, onClose, onChanged }: DialogProps & { readonly apiKey: ApiKey }) {
  const organization = useOrganization();
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]['value']>('24');
  const [days, setDays] = useState<(typeof lifetimes)[number]['value']>('365');
  return (
    <KeyDialog
      title={`Rotate ${apiKey.name}`}
      label="Make the new key"
      ready
      onClose={onClose}
      onChanged={onChanged}
      make={() => rotateApiKey(organization.id, apiKey.id, Number(overlap), Number(days))}
    >
      <p className="text-muted">A new key with the same scopes takes its place. Until the old one ends, both work.</p>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="The old key goes on for">
          {(control) => <Select {...control} value={overlap} options={overlaps} onChange={setOverlap} />}
        </Field>
        <Field label="The new key expires after">
          {(control) => <Select {...control} value={days} options={lifetimes} onChange={setDays} />}
        </Field>
      </div>
    </KeyDialog>
  );
}

interface KeyDialogProps extends DialogProps {
  readonly title: string;
  readonly label: string;
  readonly ready: boolean;
  readonly make: () => Promise<ApiKeyCreated>;
  readonly children: ReactNode;
}

/** Asks for what a key needs, makes it, and shows it this once. */
function KeyDialog({ title, label, ready, make, onClose, onChanged, children }: KeyDialogProps) {
  const [created, setCreated] = useState<ApiKeyCreated | null>(null);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setMessage(null);
    try {
      setCreated(await make());
      await onChanged();
    } catch (error) {
      setMessage(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  if (created !== null) {
    return (
      <Dialog open onClose={onClose} title="Your new API key">
        <div className="p-4">
          <ShownOnce label="API key" value={created.token}>
            <p className="text-pretty text-muted">
              Store it now, where the program reads its secrets. It is not shown again, and nobody can look it up.
            </p>
          </ShownOnce>
        </div>
        <div className="flex justify-end border-t border-line px-4 py-3">
          <Button tone="primary" onClick={onClose}>
            I have stored it
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={title}>
      <form onSubmit={(event) => void submit(event)} className="flex min-h-0 flex-col">
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
          <FormError message={message} />
          {children}
        </div>
        <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={busy} disabled={busy || !ready}>
            {label}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
