import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Member, Role } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/error-state';
import { Select } from '@/components/ui/select';
import { Section } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { changeRole, membersQuery, removeMember } from '@/features/members/api/members';
import { mayTouch } from '@/features/members/roles';
import { formatDayAndClock, formatMoment } from '@/lib/format';
import { roleLabels, roles } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

/** Who belongs to the organization. Nobody changes or removes themselves. */
export function MemberList({ selfId }: { readonly selfId: string }) {
  const organization = useOrganization();
  const { data, error, refetch } = useQuery(membersQuery(organization.id));
  return (
    <Section title="Members" summary="A change counts with the member’s next click.">
      {data !== undefined ? (
        <ul aria-label="Members" className="divide-y divide-line rounded-lg border border-line">
          {data.items.map((member) => (
            <MemberRow key={member.userId} member={member} isSelf={member.userId === selfId} />
          ))}
        </ul>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading label="Loading the members" className="flex flex-col gap-2">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
    </Section>
  );
}

const options = roles.map((role) => ({ value: role as Role, label: roleLabels[role] }));

function MemberRow({ member, isSelf }: { readonly member: Member; readonly isSelf: boolean }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: keys.members(organization.id) });
  const role = useMutation({
    mutationFn: (next: Role) => changeRole(organization.id, member.userId, next),
    onError: (problem) => showToast({ tone: 'error', message: `The role was not changed: ${messageOf(problem)}` }),
    onSuccess: (_, next) => showToast({ tone: 'success', message: `${member.displayName} is now ${roleLabels[next].toLowerCase()}.` }),
    onSettled: refresh,
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <UserRound aria-hidden className="size-4 shrink-0 text-faint" />
      <div className="min-w-0 flex-1 basis-52">
        <p className="truncate font-medium">
          {member.displayName}
          {isSelf && <span className="ml-2 text-xs font-normal text-safe">You</span>}
        </p>
        <p className="text-xs wrap-anywhere text-faint" title={formatMoment(member.joinedAt)}>
          {member.email} · since {formatDayAndClock(member.joinedAt)}
        </p>
      </div>
      {!isSelf && may(organization, 'manage_admins') ? (
        <Select
          aria-label={`Role of ${member.displayName}`}
          value={role.isPending ? role.variables : member.role}
          options={options}
          disabled={role.isPending}
          onChange={(next) => role.mutate(next)}
          className="w-32"
        />
      ) : (
        <span className="w-32 px-2.5 text-muted">{roleLabels[member.role]}</span>
      )}
      {!isSelf && mayTouch(organization, member.role) ? (
        <Button tone="ghost" aria-label={`Remove ${member.displayName}`} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      ) : (
        <span aria-hidden className="hidden w-[4.75rem] sm:block" />
      )}
      {removing && (
        <ConfirmDialog
          title={`Remove ${member.displayName}?`}
          label="Remove"
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await removeMember(organization.id, member.userId);
            await refresh();
            showToast({ tone: 'success', message: `${member.displayName} is no longer a member.` });
          }}
        >
          <p>Their access ends at once. What they decided stays, under their name.</p>
        </ConfirmDialog>
      )}
    </li>
  );
}
