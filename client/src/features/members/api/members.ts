import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Role } from '@/api/types';

const members = '/api/v1/organizations/{organizationId}/members' as const;
const invites = '/api/v1/organizations/{organizationId}/invites' as const;

export function membersQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.members(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET(members, { params: { path: { organizationId } }, signal })),
  });
}

export function invitesQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.invites(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET(invites, { params: { path: { organizationId } }, signal })),
  });
}

export async function changeRole(organizationId: string, userId: string, role: Role): Promise<void> {
  await unwrap(api.PUT(`${members}/{userId}/role`, { params: { path: { organizationId, userId } }, body: { role } }));
}

export async function removeMember(organizationId: string, userId: string): Promise<void> {
  await unwrap(api.DELETE(`${members}/{userId}`, { params: { path: { organizationId, userId } } }));
}

export function inviteMember(organizationId: string, email: string, role: Role) {
  return unwrap(api.POST(invites, { params: { path: { organizationId } }, body: { email, role } }));
}

export function resendInvite(organizationId: string, inviteId: string) {
  return unwrap(api.POST(`${invites}/{inviteId}/resend`, { params: { path: { organizationId, inviteId } } }));
}

export async function revokeInvite(organizationId: string, inviteId: string): Promise<void> {
  await unwrap(api.DELETE(`${invites}/{inviteId}`, { params: { path: { organizationId, inviteId } } }));
}
