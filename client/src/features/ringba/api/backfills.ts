import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Backfill } from '@/api/types';

/** Whether the workers may still move it on. */
export function isOpen(backfill: Backfill) {
  return backfill.state === 'queued' || backfill.state === 'running' || backfill.state === 'paused';
}

export function backfillsQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.backfills(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/backfills', { params: { path: { organizationId } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.items.some((row) => row.state === 'queued' || row.state === 'running') === true ? 3000 : false,
  });
}

export interface BackfillSpan {
  readonly from: string;
  readonly to: string;
  readonly oldestFirst: boolean;
  readonly dryRun: boolean;
}

export function useStartBackfill(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BackfillSpan) =>
      unwrap(api.POST('/api/v1/organizations/{organizationId}/backfills', { params: { path: { organizationId } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.backfills(organizationId) }),
  });
}

export type BackfillChange = 'pause' | 'resume' | 'cancel';

export function useChangeBackfill(organizationId: string, backfillId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: BackfillChange) =>
      unwrap(
        api.POST(`/api/v1/organizations/{organizationId}/backfills/{backfillId}/${change}`, {
          params: { path: { organizationId, backfillId } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.backfills(organizationId) }),
  });
}
