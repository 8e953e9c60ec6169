import type { Membership, Role } from '@/api/types';
import { roleLabels, roles } from '@/lib/labels';
import { may } from '@/lib/organization';

/** Admins look after reviewers and viewers; only owners touch admins and owners. */
export function mayTouch(organization: Membership, role: Role): boolean {
  return may(organization, role === 'admin' || role === 'owner' ? 'manage_admins' : 'manage_members');
}

/** The roles that the caller can give. */
export function rolesToGive(organization: Membership): { readonly value: Role; readonly label: string }[] {
  return roles.filter((role) => mayTouch(organization, role)).map((value) => ({ value, label: roleLabels[value] }));
}
