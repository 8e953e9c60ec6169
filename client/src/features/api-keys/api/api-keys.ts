import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

const path = (organizationId: string) => ({ params: { path: { organizationId } } });

export const apiKeysQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.apiKeys(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/organizations/{organizationId}/api-keys', { ...path(organizationId), signal })),
  });

export const createApiKey = (organizationId: string, name: string, scopes: string[], expiresInDays: number) =>
  unwrap(api.POST('/api/v1/organizations/{organizationId}/api-keys', { ...path(organizationId), body: { name, scopes, expiresInDays } }));

export const rotateApiKey = (organizationId: string, keyId: string, overlapHours: number, expiresInDays: number) =>
  unwrap(
    api.POST('/api/v1/organizations/{organizationId}/api-keys/{keyId}/rotate', {
      params: { path: { organizationId, keyId } },
      body: { overlapHours, expiresInDays },
    }),
  );

export async function revokeApiKey(organizationId: string, keyId: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/organizations/{organizationId}/api-keys/{keyId}', { params: { path: { organizationId, keyId } } }));
}
