import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { InboundWebhook } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Listed } from '@/components/ui/listed';
import { Section } from '@/components/ui/settings';
import { StateMessage } from '@/components/ui/states';
import { revokeWebhook, webhooksQuery } from '@/features/sources/api/webhooks';
import { addressOf, CreateWebhookDialog, RotateWebhookDialog } from '@/features/sources/components/webhook-dialogs';
import { cn } from '@/lib/cn';
import { formatMoment, formatWhen } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import { useNow } from '@/lib/use-now';

/** Where other systems deliver calls, and how that goes. */
export function WebhooksSection() {
  const organization = useOrganization();
  const client = useQueryClient();
  const query = useQuery(webhooksQuery(organization.id));
  const [creating, setCreating] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: keys.inboundWebhooks(organization.id) });
  return (
    <Section
      title="Inbound webhooks"
      summary="Other systems deliver their calls here as JSON, signed as Standard Webhooks says. Recordings are fetched from the addresses that they name."
      actions={
        <Button disabled={query.data === undefined} onClick={() => setCreating(true)}>
          New webhook
        </Button>
      }
    >
      <Listed
        query={query}
        loading="Loading the webhooks"
        empty={
          <StateMessage icon={Webhook} title="No webhooks" className="rounded-lg border border-line py-10">
            <p>Make one for each system that delivers calls by itself.</p>
          </StateMessage>
        }
      >
        {(items) => (
          <ul aria-label="Inbound webhooks" className="divide-y divide-line rounded-lg border border-line">
            {items.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} onChanged={refresh} />
            ))}
          </ul>
        )}
      </Listed>
      {creating && <CreateWebhookDialog onClose={() => setCreating(false)} onChanged={refresh} />}
    </Section>
  );
}

const statusLabels = { active: 'Active', rotating: 'Secret being replaced', revoked: 'Revoked' } as const;

/** Why a delivery was refused, in words; the sender was told the same. */
const refusals: Readonly<Record<string, string>> = {
  delivery_refused: 'not signed with the secret',
  delivery_too_old: 'signed at a time too far from now',
  validation_failed: 'its content was not valid',
};

function WebhookRow({ webhook, onChanged }: { readonly webhook: InboundWebhook; readonly onChanged: () => Promise<void> }) {
  const organization = useOrganization();
  const now = useNow();
  const [asking, setAsking] = useState<'rotate' | 'revoke' | null>(null);
  const works = webhook.status !== 'revoked';
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <Webhook aria-hidden className={cn('size-4 shrink-0', works ? 'text-safe' : 'text-faint')} />
      <div className="min-w-0 flex-1 basis-64">
        <p className={cn('flex flex-wrap items-baseline gap-x-2 font-medium', !works && 'text-muted')}>
          <span className="truncate">{webhook.name}</span>
          <span className={cn('text-xs font-normal', works ? 'text-safe' : 'text-faint')}>{statusLabels[webhook.status]}</span>
        </p>
        {works && <code className="block font-mono text-2xs wrap-anywhere text-muted select-all">{addressOf(webhook)}</code>}
        <p className="text-xs text-faint">
          {webhook.lastDeliveryAt === null ? 'Nothing delivered yet' : `Last delivery ${formatWhen(webhook.lastDeliveryAt, now)}`}
          {webhook.formerSecretEndsAt !== null && ` · old secret ends ${formatWhen(webhook.formerSecretEndsAt, now)}`}
        </p>
        {webhook.lastRefusalAt !== null && (
          <p className="text-xs text-critical">
            <time dateTime={webhook.lastRefusalAt} title={formatMoment(webhook.lastRefusalAt)}>
              Last refusal {formatWhen(webhook.lastRefusalAt, now)}
            </time>
            : {refusals[webhook.lastRefusal ?? ''] ?? webhook.lastRefusal}
          </p>
        )}
      </div>
      {works && (
        <div className="flex gap-1">
          <Button tone="ghost" aria-label={`Replace the secret of ${webhook.name}`} onClick={() => setAsking('rotate')}>
            New secret
          </Button>
          <Button tone="ghost" aria-label={`Revoke ${webhook.name}`} onClick={() => setAsking('revoke')}>
            Revoke
          </Button>
        </div>
      )}
      {asking === 'rotate' && <RotateWebhookDialog webhook={webhook} onClose={() => setAsking(null)} onChanged={onChanged} />}
      {asking === 'revoke' && (
        <ConfirmDialog
          title={`Revoke ${webhook.name}?`}
          label="Revoke"
          onClose={() => setAsking(null)}
          onConfirm={async () => {
            await revokeWebhook(organization.id, webhook.id);
            await onChanged();
          }}
        >
          <p>Deliveries to its address are refused from now on. Calls that it brought stay. To change the secret, replace it instead.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
