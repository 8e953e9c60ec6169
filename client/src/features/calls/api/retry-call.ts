import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

export function useRetryCall(organizationId: string, callId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST('/api/v1/organizations/{organizationId}/calls/{callId}/retry', { params: { path: { organizationId, callId } } })),
    onError: (error) => showToast({ tone: 'error', message: `The call was not sent back: ${messageOf(error)}` }),
    // A refusal usually means that the call has moved on; either way its page is out of date.
    onSettled: () => client.invalidateQueries({ queryKey: keys.calls(organizationId) }),
  });
}
