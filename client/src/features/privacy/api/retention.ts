import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Retention } from '@/api/types';
import { showToast } from '@/lib/toasts';

export function retentionQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.retention(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/privacy/retention', { params: { path: { organizationId } }, signal })),
  });
}

export type RetentionDays = Pick<Retention, 'recordingDays' | 'transcriptDays' | 'callDays'>;

export function useSetRetention(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (days: RetentionDays) =>
      unwrap(api.PUT('/api/v1/organizations/{organizationId}/privacy/retention', { params: { path: { organizationId } }, body: days })),
    onSuccess: (retention) => {
      client.setQueryData(keys.retention(organizationId), retention);
      showToast({ tone: 'success', message: 'Retention saved.' });
    },
  });
}
