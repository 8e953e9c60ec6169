import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Invite, Role } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { Loading, Skeleton } from '@/components/ui/states';
import { invitesQuery, inviteMember, resendInvite, revokeInvite } from '@/features/members/api/members';
import { formatMoment } from '@/lib/format';
import { roleLabels, roles, roleSummaries } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

export function InviteForm() {
  const organization = useOrganization();
  const client = useQueryClient();
  const [role, setRole] = useState<Role>('reviewer');
  const offered = may(organization, 'manage_admins') ? roles : roles.filter((name) => name === 'viewer' || name === 'reviewer');
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { email: 'an e-mail address' }),
    send: async (values) => {
      const email = values('email').trim();
      await inviteMember(organization.id, email, role);
      showToast({ tone: 'success', message: `An invite is on its way to ${email}.` });
      await client.invalidateQueries({ queryKey: keys.invites(organization.id) });
    },
  });
  return (
    <form noValidate onSubmit={submit} className="flex max-w-lg flex-col gap-4">
      <FormError message={message} />
      <Field label="E-mail" error={errors['email']}>
        {(control) => <Input {...control} type="email" name="email" autoComplete="off" maxLength={254} />}
      </Field>
      <Field label="Role" hint={roleSummaries[role]}>
        {(control) => (
          <Select {...control} value={role} options={offered.map((value) => ({ value, label: roleLabels[value] }))} onChange={setRole} />
        )}
      </Field>
      <Button type="submit" tone="primary" busy={busy} className="self-start">
        Invite
      </Button>
    </form>
  );
}

export function InviteList() {
  const organization = useOrganization();
  const query = useQuery(invitesQuery(organization.id));
  if (query.isPending) {
    return (
      <Loading label="Loading invites">
        <Skeleton className="h-10" />
      </Loading>
    );
  }
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return query.data.items.length === 0 ? (
    <p className="text-muted">No invite is open.</p>
  ) : (
    <ul aria-label="Open invites" className="border-t border-line">
      {query.data.items.map((invite) => (
        <InviteRow key={invite.id} invite={invite} />
      ))}
    </ul>
  );
}

function InviteRow({ invite }: { readonly invite: Invite }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async (action: () => Promise<void>, done: string) => {
    setBusy(true);
    try {
      await action();
      showToast({ tone: 'success', message: done });
    } catch (error) {
      showToast({ tone: 'error', message: messageOf(error) });
    }
    await client.invalidateQueries({ queryKey: keys.invites(organization.id) });
    setBusy(false);
  };
  const expired = invite.status === 'expired';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">{invite.email}</p>
        <p className="text-xs text-muted">
          {roleLabels[invite.role]} · {expired ? 'expired' : 'good until'} {formatMoment(invite.expiresAt)}
        </p>
      </div>
      <Button
        size="sm"
        disabled={busy}
        aria-label={`Send the invite to ${invite.email} again`}
        onClick={() =>
          void act(() => resendInvite(organization.id, invite.id), `Sent to ${invite.email} again. The earlier link has ended.`)
        }
      >
        Send again
      </Button>
      <Button
        size="sm"
        tone="ghost"
        disabled={busy}
        aria-label={`Withdraw the invite to ${invite.email}`}
        onClick={() => void act(() => revokeInvite(organization.id, invite.id), 'The invite is withdrawn.')}
      >
        Withdraw
      </Button>
    </li>
  );
}
