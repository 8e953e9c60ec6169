import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export function rulesQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.rules(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/rules', { params: { path: { organizationId } }, signal })),
    staleTime: 5 * 60_000,
  });
}
