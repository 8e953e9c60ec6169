import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { OrganizationSettings } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Section } from '@/components/ui/settings';
import { meQuery } from '@/features/organizations/api/get-me';
import { leaveOrganization, renameOrganization } from '@/features/organizations/api/organization';
import { formatDate } from '@/lib/format';
import { planLabels, roleLabels, roleSummaries } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

export function OrganizationSection({ settings }: { readonly settings: OrganizationSettings }) {
  const organization = useOrganization();
  return (
    <Section title="Organization">
      {may(organization, 'manage_admins') && <NameForm settings={settings} />}
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-2">
        {!may(organization, 'manage_admins') && (
          <>
            <dt className="text-muted">Name</dt>
            <dd>{settings.name}</dd>
          </>
        )}
        <dt className="text-muted">Address</dt>
        <dd className="font-mono text-xs break-all">/o/{settings.slug}</dd>
        <dt className="text-muted">Plan</dt>
        <dd>
          {planLabels[settings.plan]}
          {settings.trialEndsAt !== null && settings.plan === 'trial' && (
            <span className="text-muted"> until {formatDate(settings.trialEndsAt)}</span>
          )}
        </dd>
        <dt className="text-muted">Since</dt>
        <dd>{formatDate(settings.createdAt)}</dd>
        <dt className="text-muted">Your role</dt>
        <dd>
          {roleLabels[organization.role]}. <span className="text-muted">{roleSummaries[organization.role]}</span>
        </dd>
      </dl>
    </Section>
  );
}

function NameForm({ settings }: { readonly settings: OrganizationSettings }) {
  const client = useQueryClient();
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { name: 'a name' }),
    send: async (values) => {
      const saved = await renameOrganization(settings.id, values('name').trim());
      client.setQueryData(keys.organization(settings.id), saved);
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      showToast({ tone: 'success', message: 'The name is changed.' });
    },
  });
  return (
    <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-3">
      <FormError message={message} />
      <Field label="Name" hint="The address stays, so that links keep working." error={errors['name']}>
        {(control) => <Input {...control} key={settings.name} name="name" defaultValue={settings.name} maxLength={120} />}
      </Field>
      <Button type="submit" busy={busy} className="self-start">
        Save the name
      </Button>
    </form>
  );
}

export function LeaveSection({ onLeft }: { readonly onLeft: () => void }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <Section title="Leave" summary="You lose access at once. The last owner cannot leave.">
      <Button tone="critical" className="self-start" onClick={() => setAsking(true)}>
        Leave this organization
      </Button>
      {asking && (
        <ConfirmDialog
          title={`Leave ${organization.name}?`}
          label="Leave"
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await leaveOrganization(organization.id);
            await client.fetchQuery({ ...meQuery, staleTime: 0 });
            onLeft();
          }}
        >
          <p>Only somebody who stays can bring you back, by inviting you again.</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
