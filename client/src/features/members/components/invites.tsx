import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Invite, Role } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { Section } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { inviteMember, invitesQuery, resendInvite, revokeInvite } from '@/features/members/api/members';
import { mayTouch, rolesToGive } from '@/features/members/roles';
import { formatMoment, formatWhen } from '@/lib/format';
import { roleLabels, roleSummaries } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { useNow } from '@/lib/use-now';
import { useSubmit } from '@/lib/use-submit';

export function InviteSection() {
  const organization = useOrganization();
  const client = useQueryClient();
  const [role, setRole] = useState<Role>('reviewer');
  const [sent, setSent] = useState(0);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => ({ email: /.@./.test(values('email')) ? undefined : 'Enter an e-mail address.' }),
    send: async (values) => {
      const invite = await inviteMember(organization.id, values('email').trim(), role);
      await client.invalidateQueries({ queryKey: keys.invites(organization.id) });
      setSent((count) => count + 1);
      showToast({ tone: 'success', message: `The invite is on its way to ${invite.email}.` });
    },
  });
  return (
    <Section title="Invite" summary="Nobody becomes a member before they agree. The link in the letter works once, for seven days.">
      <form noValidate onSubmit={submit} className="flex flex-col gap-3">
        <FormError message={message} />
        <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto] sm:items-start">
          <Field label="E-mail address" error={errors['email']}>
            {(control) => (
              <Input
                key={sent}
                {...control}
                type="email"
                name="email"
                autoComplete="off"
                maxLength={254}
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </Field>
          <Field label="Role">
            {(control) => <Select {...control} value={role} options={rolesToGive(organization)} onChange={setRole} />}
          </Field>
          <Button type="submit" tone="primary" busy={busy} className="h-9 self-start sm:mt-5">
            Send the invite
          </Button>
        </div>
        <p className="text-xs text-faint">{roleSummaries[role]}</p>
      </form>
      <InviteList />
    </Section>
  );
}

function InviteList() {
  const organization = useOrganization();
  const { data, error, refetch } = useQuery(invitesQuery(organization.id));
  if (data === undefined) {
    return error !== null ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading label="Loading the invites">
        <Skeleton className="h-14" />
      </Loading>
    );
  }
  if (data.items.length === 0) {
    return <p className="text-muted">No invites are open.</p>;
  }
  return (
    <ul aria-label="Invites" className="divide-y divide-line rounded-lg border border-line">
      {data.items.map((invite) => (
        <InviteRow key={invite.id} invite={invite} />
      ))}
    </ul>
  );
}

function InviteRow({ invite }: { readonly invite: Invite }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const now = useNow();
  const onSettled = () => client.invalidateQueries({ queryKey: keys.invites(organization.id) });
  const resend = useMutation({
    mutationFn: () => resendInvite(organization.id, invite.id),
    onError: (problem) => showToast({ tone: 'error', message: `The invite was not sent: ${messageOf(problem)}` }),
    onSuccess: () => showToast({ tone: 'success', message: `A new letter is on its way to ${invite.email}; the old link is dead.` }),
    onSettled,
  });
  const revoke = useMutation({
    mutationFn: () => revokeInvite(organization.id, invite.id),
    onError: (problem) => showToast({ tone: 'error', message: `The invite was not withdrawn: ${messageOf(problem)}` }),
    onSettled,
  });
  const expired = invite.status === 'expired';
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <Mail aria-hidden className="size-4 shrink-0 text-faint" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="truncate font-medium">{invite.email}</p>
        <p className="text-xs text-faint">
          {roleLabels[invite.role]}
          {invite.invitedBy !== null && ` · invited by ${invite.invitedBy}`} ·{' '}
          <time dateTime={invite.expiresAt} title={formatMoment(invite.expiresAt)} className={expired ? 'text-warning' : undefined}>
            {expired ? 'expired' : 'good until'} {formatWhen(invite.expiresAt, now)}
          </time>
        </p>
      </div>
      {mayTouch(organization, invite.role) && (
        <div className="flex gap-1">
          <Button tone="ghost" busy={resend.isPending} onClick={() => resend.mutate()}>
            Send again<span className="sr-only"> the invite to {invite.email}</span>
          </Button>
          <Button
            tone="ghost"
            busy={revoke.isPending}
            aria-label={`Withdraw the invite to ${invite.email}`}
            onClick={() => revoke.mutate()}
          >
            Withdraw
          </Button>
        </div>
      )}
    </li>
  );
}
