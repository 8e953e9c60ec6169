import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Vertical } from '@/api/types';

export function campaignsQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.campaigns(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/campaigns', { params: { path: { organizationId } }, signal })),
  });
}

export function confirmVertical(organizationId: string, campaignId: string, vertical: Vertical) {
  return unwrap(
    api.PUT('/api/v1/organizations/{organizationId}/campaigns/{campaignId}/vertical', {
      params: { path: { organizationId, campaignId } },
      body: { vertical },
    }),
  );
}
