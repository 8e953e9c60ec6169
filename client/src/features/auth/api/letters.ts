import { api, unwrap } from '@/api/client';

/** Asks for a letter; the answer never says whether one is sent. */
export async function requestPasswordReset(email: string): Promise<void> {
  await unwrap(api.POST('/api/v1/auth/forgot-password', { body: { email } }));
}

export async function requestSignUp(email: string): Promise<void> {
  await unwrap(api.POST('/api/v1/auth/sign-up', { body: { email } }));
}

export async function resetPassword(token: string, newPassword: string): Promise<void> {
  await unwrap(api.POST('/api/v1/auth/reset-password', { body: { token, newPassword } }));
}

export async function confirmEmail(token: string): Promise<void> {
  await unwrap(api.POST('/api/v1/auth/confirm-email', { body: { token } }));
}
