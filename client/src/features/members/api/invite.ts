import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';

/** What the invite of a letter's link offers. */
export const openedInviteQuery = (token: string) =>
  queryOptions({
    queryKey: ['invite', token],
    queryFn: ({ signal }) => unwrap(api.POST('/api/v1/invites/open', { body: { token }, signal })),
    retry: false,
    staleTime: Infinity,
  });

export const acceptInvite = (token: string, displayName: string | null, password: string | null) =>
  unwrap(api.POST('/api/v1/invites/accept', { body: { token, displayName, password } }));

export async function declineInvite(token: string): Promise<void> {
  await unwrap(api.POST('/api/v1/invites/decline', { body: { token } }));
}
