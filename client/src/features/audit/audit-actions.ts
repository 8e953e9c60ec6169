import type { AuditAction } from '@/api/types';

/** Every action that the log may hold, in words. The compiler asks for one that the API adds. */
export const auditActionLabels: Readonly<Record<AuditAction, string>> = {
  signed_in: 'Signed in',
  sign_in_failed: 'Sign-in failed',
  sign_in_locked: 'Sign-in locked',
  session_revoked: 'Session ended',
  password_changed: 'Password changed',
  password_reset: 'Password reset',
  email_changed: 'E-mail changed',
  two_factor_enabled: 'Second factor set up',
  two_factor_disabled: 'Second factor removed',
  recovery_codes_renewed: 'Recovery codes renewed',
  permission_refused: 'Permission refused',
  organization_created: 'Organization created',
  ringba_connected: 'Ringba connected',
  keys_rotated: 'Keys rotated',
  recording_imported: 'Recording imported',
  recording_played: 'Recording played',
  review_decided: 'Review decided',
  call_retried: 'Call retried',
};
