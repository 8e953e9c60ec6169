import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Membership } from '@/api/types';
import { NotYours } from '@/app/page-states';
import { Shell } from '@/app/shell';
import { meQuery } from '@/features/organizations/api/get-me';
import { rememberOrganization } from '@/lib/last-organization';
import { OrganizationContext, UserIdContext } from '@/lib/organization';

/** The pages of one organization: its shell around them, its membership in their context. */
export function OrganizationLayout({ slug }: { readonly slug: string }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const organization = me.organizations.find((candidate) => candidate.slug === slug);
  useSwitching(me.user.id, organization);
  if (organization === undefined) {
    return <NotYours />;
  }
  return (
    <OrganizationContext value={organization}>
      <UserIdContext value={me.user.id}>
        <Shell me={me} organization={organization}>
          <Outlet />
        </Shell>
      </UserIdContext>
    </OrganizationContext>
  );
}

/** Remembers the organization for the next visit, and forgets what was read of the one before. */
function useSwitching(userId: string, organization: Membership | undefined) {
  const client = useQueryClient();
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (organization === undefined) {
      return;
    }
    if (before.current !== null && before.current !== organization.id) {
      client.removeQueries({ queryKey: [before.current] });
    }
    before.current = organization.id;
    rememberOrganization(userId, organization.slug);
  }, [client, userId, organization]);
}
