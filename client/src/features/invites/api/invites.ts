import { api, unwrap } from '@/api/client';

export function openInvite(token: string) {
  return unwrap(api.POST('/api/v1/invites/open', { body: { token } }));
}

export function acceptInvite(token: string, person?: { readonly displayName: string; readonly password: string }) {
  return unwrap(
    api.POST('/api/v1/invites/accept', { body: { token, displayName: person?.displayName ?? null, password: person?.password ?? null } }),
  );
}

export async function declineInvite(token: string): Promise<void> {
  await unwrap(api.POST('/api/v1/invites/decline', { body: { token } }));
}
