import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import { movingStatuses } from '@/lib/labels';

export function callQuery(organizationId: string, callId: string) {
  return queryOptions({
    queryKey: keys.call(organizationId, callId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/calls/{callId}', { params: { path: { organizationId, callId } }, signal })),
    // Follows a call through the lanes; a call that has arrived stays as it is.
    refetchInterval: ({ state }) => (state.data !== undefined && movingStatuses.has(state.data.call.status) ? 2000 : false),
  });
}
