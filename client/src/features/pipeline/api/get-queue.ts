import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export const queueRefreshMs = 3000;

export function queueQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.queue(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/queue', { params: { path: { organizationId } }, signal })),
    staleTime: 0,
    refetchInterval: queueRefreshMs,
  });
}
