import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export function erasuresQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.erasures(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/privacy/erasures', { params: { path: { organizationId } }, signal })),
    // Follows an erasure until it is done.
    refetchInterval: ({ state }) => (state.data?.items.some((erasure) => erasure.state === 'running') === true ? 2000 : false),
  });
}

export function usePreviewErasure(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { callerNumber: string; deletesCalls: boolean }) =>
      unwrap(api.POST('/api/v1/organizations/{organizationId}/privacy/erasures', { params: { path: { organizationId } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.erasures(organizationId) }),
  });
}

export function useConfirmErasure(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (erasureId: string) =>
      unwrap(
        api.POST('/api/v1/organizations/{organizationId}/privacy/erasures/{erasureId}/confirm', {
          params: { path: { organizationId, erasureId } },
        }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.erasures(organizationId) }),
        client.invalidateQueries({ queryKey: keys.calls(organizationId) }),
      ]),
  });
}

export function fetchCertificate(organizationId: string, erasureId: string) {
  return unwrap(
    api.GET('/api/v1/organizations/{organizationId}/privacy/erasures/{erasureId}/certificate', {
      params: { path: { organizationId, erasureId } },
    }),
  );
}
