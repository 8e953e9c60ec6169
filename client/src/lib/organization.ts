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

/** Who reads the pages, for what this device keeps for each person. */
export const UserIdContext = createContext<string | null>(null);

export function useUserId(): string {
  const userId = use(UserIdContext);
  if (userId === null) {
    throw new Error('useUserId needs a page below an organization.');
  }
  return userId;
}

/** The server decides; this only keeps buttons and pages away from people whom it would refuse. */
export function may(organization: Membership, permission: Permission): boolean {
  return organization.permissions.includes(permission);
}
