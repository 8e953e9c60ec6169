import { useState, type FormEvent, type ReactNode } from 'react';
import type { InboundWebhook, InboundWebhookSecret } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { ShownOnce } from '@/components/ui/shown-once';
import { createWebhook, rotateWebhook } from '@/features/sources/api/webhooks';
import { useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';

const overlaps = [
  { value: '0', label: 'End it at once' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
] as const;

interface DialogProps {
  readonly onClose: () => void;
  readonly onChanged: () => Promise<void>;
}

export function CreateWebhookDialog({ onClose, onChanged }: DialogProps) {
  const organization = useOrganization();
  const [name, setName] = useState('');
  return (
    <WebhookDialog
      title="New webhook"
      label="Make the address"
      ready={name.trim() !== ''}
      onClose={onClose}
      onChanged={onChanged}
      make={() => createWebhook(organization.id, name.trim())}
    >
      <Field label="Name" hint="Who delivers.">
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
    </WebhookDialog>
  );
}

export function RotateWebhookDialog({ webhook, onClose, onChanged }: DialogProps & { readonly webhook: InboundWebhook }) {
  const organization = useOrganization();
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]['value']>('24');
  return (
    <WebhookDialog
      title={`Replace the secret of ${webhook.name}`}
      label="Make the new secret"
      ready
      onClose={onClose}
      onChanged={onChanged}
      make={() => rotateWebhook(organization.id, webhook.id, Number(overlap))}
    >
      <p className="text-muted">The address stays. Until the old secret ends, deliveries signed with either are taken.</p>
      <Field label="The old secret goes on for" className="max-w-48">
        {(control) => <Select {...control} value={overlap} options={overlaps} onChange={setOverlap} />}
      </Field>
    </WebhookDialog>
  );
}

interface WebhookDialogProps extends DialogProps {
  readonly title: string;
  readonly label: string;
  readonly ready: boolean;
  readonly make: () => Promise<InboundWebhookSecret>;
  readonly children: ReactNode;
}

/** Asks for what a webhook needs, makes its secret, and shows it this once. */
function WebhookDialog({ title, label, ready, make, onClose, onChanged, children }: WebhookDialogProps) {
  const [made, setMade] = useState<InboundWebhookSecret | null>(null);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setMessage(null);
    try {
      setMade(await make());
      await onChanged();
    } catch (error) {
      setMessage(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  if (made !== null) {
    return (
      <Dialog open onClose={onClose} title="The signing secret">
        <div className="flex flex-col gap-4 p-4">
          <ShownOnce label="Signing secret" value={made.secret}>
            <p className="text-pretty text-muted">
              Give it to {made.webhook.name}, together with the address. It is not shown again, and nobody can look it up.
            </p>
          </ShownOnce>
          <p className="text-xs wrap-anywhere text-faint">{addressOf(made.webhook)}</p>
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

export function addressOf(webhook: InboundWebhook): string {
  return new URL(webhook.path, window.location.origin).href;
}
