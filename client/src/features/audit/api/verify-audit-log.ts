import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export function auditChainQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.auditChain(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/audit-log/verification', { params: { path: { organizationId } }, signal })),
    staleTime: 60_000,
  });
}
