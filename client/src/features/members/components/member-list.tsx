import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Member, Role } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ErrorState } from '@/components/ui/error-state';
import { Select } from '@/components/ui/select';
import { Loading, Skeleton } from '@/components/ui/states';
import { changeRole, membersQuery, removeMember } from '@/features/members/api/members';
import { roleLabels, roles } from '@/lib/labels';
import { may, useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

const roleOptions = roles.map((value) => ({ value, label: roleLabels[value] }));

/** @param myId The signed-in person, whom the list offers nothing to do to. */
export function MemberList({ myId }: { readonly myId: string | undefined }) {
  const organization = useOrganization();
  const members = useQuery(membersQuery(organization.id));
  if (members.isPending) {
    return (
      <Loading label="Loading members" className="flex flex-col gap-3">
        {Array.from({ length: 3 }, (_, row) => (
          <Skeleton key={row} className="h-12" />
        ))}
      </Loading>
    );
  }
  if (members.data === undefined) {
    return <ErrorState error={members.error} onRetry={() => void members.refetch()} />;
  }
  return (
    <ul aria-label="Members" className="border-t border-line">
      {members.data.items.map((member) => (
        <MemberRow key={member.userId} member={member} isMe={member.userId === myId} />
      ))}
    </ul>
  );
}

/** Nobody changes or removes themselves; only owners touch admins and owners. */
function MemberRow({ member, isMe }: { readonly member: Member; readonly isMe: boolean }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const owner = may(organization, 'manage_admins');
  const changed = () => client.invalidateQueries({ queryKey: keys.members(organization.id) });
  const change = async (role: Role) => {
    try {
      await changeRole(organization.id, member.userId, role);
      showToast({ tone: 'success', message: `${member.displayName} is ${roleLabels[role].toLowerCase()} now.` });
    } catch (error) {
      showToast({ tone: 'error', message: messageOf(error) });
    }
    await changed();
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">
          {member.displayName}
          {isMe && <span className="ml-1.5 text-xs font-normal text-faint">you</span>}
        </p>
        <p className="truncate text-xs text-muted">{member.email}</p>
      </div>
      {owner && !isMe ? (
        <Select
          aria-label={`Role of ${member.displayName}`}
          className="w-32"
          value={member.role}
          options={roleOptions}
          onChange={(role) => void change(role)}
        />
      ) : (
        <span className="text-muted">{roleLabels[member.role]}</span>
      )}
      {!isMe && (owner || member.role === 'viewer' || member.role === 'reviewer') && (
        <Button size="sm" tone="ghost" aria-label={`Remove ${member.displayName}`} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      )}
      {removing && (
        <ConfirmDialog
          title={`Remove ${member.displayName}?`}
          label="Remove"
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await removeMember(organization.id, member.userId);
            await changed();
          }}
        >
          They lose access at once. What they decided stays.
        </ConfirmDialog>
      )}
    </li>
  );
}
