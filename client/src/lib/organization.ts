import { createContext, use } from 'react';
import type { Membership, Permission } from '@/api/types';

/** The organization whose pages are open, with the reader's role in it. */
export const OrganizationContext = createContext<Membership | null>(null);

export function useOrganization(): Membership {
  const organization = use(OrganizationContext);
  if (organization === null) {
    throw new Error('useOrganization needs a page below an organization.');
  }
  return organization;
}

/** The server decides; this only keeps buttons and pages away from people whom it would refuse. */
export function may(organization: Membership, permission: Permission): boolean {
  return organization.permissions.includes(permission);
}
