import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

const path = '/api/v1/organizations/{organizationId}/integrations/webhooks' as const;

export function webhooksQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.inboundWebhooks(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET(path, { params: { path: { organizationId } }, signal })),
  });
}

export function createWebhook(organizationId: string, name: string) {
  return unwrap(api.POST(path, { params: { path: { organizationId } }, body: { name, format: null } }));
}

export function rotateWebhook(organizationId: string, webhookId: string, overlapHours: number) {
  return unwrap(api.POST(`${path}/{webhookId}/rotate`, { params: { path: { organizationId, webhookId } }, body: { overlapHours } }));
}

export async function revokeWebhook(organizationId: string, webhookId: string): Promise<void> {
  await unwrap(api.DELETE(`${path}/{webhookId}`, { params: { path: { organizationId, webhookId } } }));
}
