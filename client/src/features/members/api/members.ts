import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Role } from '@/api/types';

const path = (organizationId: string) => ({ params: { path: { organizationId } } });

export const membersQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.members(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/organizations/{organizationId}/members', { ...path(organizationId), signal })),
  });

export const invitesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.invites(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/organizations/{organizationId}/invites', { ...path(organizationId), signal })),
  });

export async function changeRole(organizationId: string, userId: string, role: Role): Promise<void> {
  await unwrap(
    api.PUT('/api/v1/organizations/{organizationId}/members/{userId}/role', {
      params: { path: { organizationId, userId } },
      body: { role },
    }),
  );
}

export async function removeMember(organizationId: string, userId: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/organizations/{organizationId}/members/{userId}', { params: { path: { organizationId, userId } } }));
}

export async function inviteMember(organizationId: string, email: string, role: Role): Promise<void> {
  await unwrap(api.POST('/api/v1/organizations/{organizationId}/invites', { ...path(organizationId), body: { email, role } }));
}

export async function resendInvite(organizationId: string, inviteId: string): Promise<void> {
  await unwrap(
    api.POST('/api/v1/organizations/{organizationId}/invites/{inviteId}/resend', { params: { path: { organizationId, inviteId } } }),
  );
}

export async function revokeInvite(organizationId: string, inviteId: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/organizations/{organizationId}/invites/{inviteId}', { params: { path: { organizationId, inviteId } } }));
}
