import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { IdentityProvider } from '@/api/types';
import { ApiError } from '@/lib/problem';

const path = (organizationId: string) => ({ params: { path: { organizationId } } });

/** The organization's identity provider; null when none is set up. */
export const identityProviderQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.identityProvider(organizationId),
    queryFn: async ({ signal }): Promise<IdentityProvider | null> => {
      try {
        return await unwrap(api.GET('/api/v1/organizations/{organizationId}/identity-provider', { ...path(organizationId), signal }));
      } catch (error) {
        if (error instanceof ApiError && error.code === 'sso_not_set_up') {
          return null;
        }
        throw error;
      }
    },
  });

export type ProviderSettings = Pick<IdentityProvider, 'issuer' | 'clientId' | 'clientSecret' | 'allowedDomains' | 'defaultRole'>;

export async function setIdentityProvider(organizationId: string, body: ProviderSettings): Promise<void> {
  await unwrap(
    api.PUT('/api/v1/organizations/{organizationId}/identity-provider', {
      ...path(organizationId),
      // The document cannot say that a property with a schema of its own may be null.
      body: body as never,
    }),
  );
}

export async function removeIdentityProvider(organizationId: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/organizations/{organizationId}/identity-provider', path(organizationId)));
}
