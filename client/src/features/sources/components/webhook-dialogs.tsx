import { useState } from 'react';
import type { InboundWebhook, InboundWebhookSecret } from '@/api/types';
import { Field, Input } from '@/components/ui/field';
import { overlaps, SecretDialog, type SecretDialogHandlers } from '@/components/ui/secret-dialog';
import { Select } from '@/components/ui/select';
import { ShownOnce } from '@/components/ui/shown-once';
import { createWebhook, rotateWebhook } from '@/features/sources/api/webhooks';
import { useOrganization } from '@/lib/organization';

export function CreateWebhookDialog({ onClose, onChanged }: SecretDialogHandlers) {
  const organization = useOrganization();
  const [name, setName] = useState('');
  return (
    <SecretDialog
      title="New webhook"
      label="Make the address"
      ready={name.trim() !== ''}
      onClose={onClose}
      onChanged={onChanged}
      madeTitle="The signing secret"
      show={(made) => <Made made={made} />}
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
    </SecretDialog>
  );
}

export function RotateWebhookDialog({ webhook, onClose, onChanged }: SecretDialogHandlers & { readonly webhook: InboundWebhook }) {
  const organization = useOrganization();
  const [overlap, setOverlap] = useState<(typeof overlaps)[number]['value']>('24');
  return (
    <SecretDialog
      title={`Replace the secret of ${webhook.name}`}
      label="Make the new secret"
      ready
      onClose={onClose}
      onChanged={onChanged}
      madeTitle="The signing secret"
      show={(made) => <Made made={made} />}
      make={() => rotateWebhook(organization.id, webhook.id, Number(overlap))}
    >
      <p className="text-muted">The address stays. Until the old secret ends, deliveries signed with either are taken.</p>
      <Field label="The old secret goes on for" className="max-w-48">
        {(control) => <Select {...control} value={overlap} options={overlaps} onChange={setOverlap} />}
      </Field>
    </SecretDialog>
  );
}

function Made({ made }: { readonly made: InboundWebhookSecret }) {
  return (
    <>
      <ShownOnce label="Signing secret" value={made.secret}>
        <p className="text-pretty text-muted">
          Give it to {made.webhook.name}, together with the address. It is not shown again, and nobody can look it up.
        </p>
      </ShownOnce>
      <p className="text-xs wrap-anywhere text-faint">{addressOf(made.webhook)}</p>
    </>
  );
}

export function addressOf(webhook: InboundWebhook): string {
  return new URL(webhook.path, window.location.origin).href;
}
