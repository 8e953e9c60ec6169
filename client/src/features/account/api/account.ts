import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export const accountQuery = queryOptions({
  queryKey: keys.account,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/account', { signal })),
});

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/account/sessions', { signal })),
});

export async function renameAccount(displayName: string): Promise<void> {
  await unwrap(api.PUT('/api/v1/account/profile', { body: { displayName } }));
}

export async function proveIdentity(proof: { readonly password: string } | { readonly code: string }): Promise<void> {
  await unwrap(api.POST('/api/v1/account/proof', { body: proof }));
}

export async function changePassword(newPassword: string): Promise<void> {
  await unwrap(api.PUT('/api/v1/account/password', { body: { newPassword } }));
}

export async function changeEmail(newEmail: string): Promise<void> {
  await unwrap(api.PUT('/api/v1/account/email', { body: { newEmail } }));
}

export async function revokeSession(sessionId: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/account/sessions/{sessionId}', { params: { path: { sessionId } } }));
}

export async function revokeOtherSessions(): Promise<void> {
  await unwrap(api.DELETE('/api/v1/account/sessions'));
}

export function beginTwoFactor() {
  return unwrap(api.POST('/api/v1/account/two-factor'));
}

export function enableTwoFactor(code: string) {
  return unwrap(api.POST('/api/v1/account/two-factor/enable', { body: { code } }));
}

export async function disableTwoFactor(): Promise<void> {
  await unwrap(api.DELETE('/api/v1/account/two-factor'));
}

export function renewRecoveryCodes() {
  return unwrap(api.POST('/api/v1/account/two-factor/recovery-codes'));
}
