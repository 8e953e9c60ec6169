import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { CallDetail, Decision } from '@/api/types';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

export const decisionDone: Readonly<Record<Decision, string>> = { safe: 'Call marked safe.', confirmed: 'Violation confirmed.' };
export const decisionFailed: Readonly<Record<Decision, string>> = {
  safe: 'The call was not marked safe',
  confirmed: 'The violation was not confirmed',
};

interface Target {
  readonly organizationId: string;
  readonly callId: string;
}

export function decideCall({ organizationId, callId }: Target, decision: Decision, note: string | null, keepalive = false) {
  const options = { params: { path: { organizationId, callId } }, body: { note }, keepalive };
  return unwrap(
    decision === 'safe'
      ? api.POST('/api/v1/organizations/{organizationId}/calls/{callId}/mark-safe', options)
      : api.POST('/api/v1/organizations/{organizationId}/calls/{callId}/confirm', options),
  );
}

/** Decides on the open call: the page shows the outcome at once and takes it back when the server refuses. */
export function useDecideCall(target: Target) {
  const client = useQueryClient();
  const { organizationId, callId } = target;
  const key = keys.call(organizationId, callId);
  return useMutation({
    mutationFn: ({ decision, note }: { decision: Decision; note: string | null }) => decideCall(target, decision, note),
    onMutate: async ({ decision }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<CallDetail>(key);
      client.setQueryData<CallDetail>(key, (detail) =>
        detail === undefined
          ? detail
          : { ...detail, call: { ...detail.call, status: decision === 'safe' ? 'safe' : detail.call.status, reviewState: decision } },
      );
      return { before };
    },
    onSuccess: (_, { decision }) => showToast({ tone: 'success', message: decisionDone[decision] }),
    onError: (error, { decision }, context) => {
      client.setQueryData(key, context?.before);
      showToast({ tone: 'error', message: `${decisionFailed[decision]}: ${messageOf(error)}` });
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.calls(organizationId) }),
        client.invalidateQueries({ queryKey: keys.flags(organizationId) }),
      ]),
  });
}
