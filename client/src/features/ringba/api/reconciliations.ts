import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export function reconciliationsQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.reconciliations(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/reconciliations', { params: { path: { organizationId } }, signal })),
  });
}

export interface ExplainedDay {
  readonly connectionId: string;
  readonly day: string;
  readonly explanation: string;
}

export function useExplainDifference(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ connectionId, day, explanation }: ExplainedDay) =>
      unwrap(
        api.PUT('/api/v1/organizations/{organizationId}/reconciliations/{connectionId}/{day}/explanation', {
          params: { path: { organizationId, connectionId, day } },
          body: { explanation },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.reconciliations(organizationId) }),
  });
}
