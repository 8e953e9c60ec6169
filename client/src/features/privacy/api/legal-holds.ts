import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { HoldScope } from '@/api/types';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

export function legalHoldsQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.holds(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/privacy/holds', { params: { path: { organizationId } }, signal })),
  });
}

interface NewHold {
  readonly scope: HoldScope;
  readonly callId: string | null;
  readonly callerNumber: string | null;
  readonly reason: string;
}

/** Holds show on the settings page and on calls. */
function useHoldsChanged(organizationId: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.holds(organizationId) }),
      client.invalidateQueries({ queryKey: keys.calls(organizationId) }),
    ]);
}

export function usePlaceHold(organizationId: string) {
  const changed = useHoldsChanged(organizationId);
  return useMutation({
    mutationFn: (body: NewHold) =>
      unwrap(api.POST('/api/v1/organizations/{organizationId}/privacy/holds', { params: { path: { organizationId } }, body })),
    onSuccess: () => showToast({ tone: 'success', message: 'Legal hold placed.' }),
    onSettled: changed,
  });
}

export function useLiftHold(organizationId: string) {
  const changed = useHoldsChanged(organizationId);
  return useMutation({
    mutationFn: (holdId: string) =>
      unwrap(
        api.POST('/api/v1/organizations/{organizationId}/privacy/holds/{holdId}/lift', { params: { path: { organizationId, holdId } } }),
      ),
    onSuccess: () => showToast({ tone: 'success', message: 'Legal hold lifted.' }),
    onError: (error) => showToast({ tone: 'error', message: `The hold was not lifted: ${messageOf(error)}` }),
    onSettled: changed,
  });
}
