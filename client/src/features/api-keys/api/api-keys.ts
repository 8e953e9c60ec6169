import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

const path = '/api/v1/organizations/{organizationId}/api-keys' as const;

export function apiKeysQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.apiKeys(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET(path, { params: { path: { organizationId } }, signal })),
  });
}

export function createApiKey(organizationId: string, name: string, scopes: string[], expiresInDays: number) {
  return unwrap(api.POST(path, { params: { path: { organizationId } }, body: { name, scopes, expiresInDays } }));
}

export function rotateApiKey(organizationId: string, keyId: string, overlapHours: number, expiresInDays: number) {
  return unwrap(api.POST(`${path}/{keyId}/rotate`, { params: { path: { organizationId, keyId } }, body: { overlapHours, expiresInDays } }));
}

export async function revokeApiKey(organizationId: string, keyId: string): Promise<void> {
  await unwrap(api.DELETE(`${path}/{keyId}`, { params: { path: { organizationId, keyId } } }));
}
