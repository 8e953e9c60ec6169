import type { Permission } from '@/api/types';

interface SettingsSection {
  readonly to: `/o/$slug/settings/${string}`;
  readonly label: string;
  /** Who may open it; undefined: every member. */
  readonly permission?: Permission;
}

/** The pages of the settings, in the order of their tabs. A new one also needs its route. */
export const settingsSections = [
  { to: '/o/$slug/settings/organization', label: 'Organization' },
  { to: '/o/$slug/settings/members', label: 'Members', permission: 'manage_members' },
  { to: '/o/$slug/settings/integrations', label: 'Integrations', permission: 'manage_integrations' },
  { to: '/o/$slug/settings/api-keys', label: 'API keys', permission: 'manage_api_keys' },
  { to: '/o/$slug/settings/sign-in', label: 'Single sign-on', permission: 'manage_admins' },
  { to: '/o/$slug/settings/privacy', label: 'Privacy', permission: 'manage_privacy' },
  { to: '/o/$slug/settings/audit', label: 'Audit log', permission: 'read_audit' },
] as const satisfies readonly SettingsSection[];
