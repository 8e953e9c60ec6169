import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { RejudgedSpan, Vertical } from '@/api/types';

const progressInterval = 5_000;

export function campaignsQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.campaigns(organizationId),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/v1/organizations/{organizationId}/campaigns', { params: { path: { organizationId } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ rejudgement }) => rejudgement !== null && rejudgement.finishedAt === null) === true
        ? progressInterval
        : false,
  });
}

/** What would be judged again if the campaign had the vertical; changes nothing. */
export function rejudgementPlanQuery(organizationId: string, campaignId: string, vertical: Vertical, span: RejudgedSpan) {
  return queryOptions({
    queryKey: keys.rejudgementPlan(organizationId, campaignId, vertical, span.from, span.to),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/organizations/{organizationId}/campaigns/{campaignId}/rejudgement', {
          params: { path: { organizationId, campaignId }, query: { vertical, ...span } },
          signal,
        }),
      ),
    gcTime: 0,
  });
}

/** Without a span nothing that is here is judged again. */
export function confirmVertical(organizationId: string, campaignId: string, vertical: Vertical, rejudge: RejudgedSpan | null) {
  return unwrap(
    api.PUT('/api/v1/organizations/{organizationId}/campaigns/{campaignId}/vertical', {
      params: { path: { organizationId, campaignId } },
      body: { vertical, rejudge },
    }),
  );
}
