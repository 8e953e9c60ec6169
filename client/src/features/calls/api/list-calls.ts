import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { CallStatus, Severity, Vertical } from '@/api/types';
import { addDays, startOfDay } from '@/lib/format';
import { movingStatuses, repeatNames, repeats, severities, statuses, verticals, type Repeat } from '@/lib/labels';
import { defined, oneOf, textOf, type SearchInput } from '@/lib/search';

export interface CallFilters {
  readonly status?: CallStatus;
  readonly severity?: Severity;
  readonly vertical?: Vertical;
  readonly campaign?: string;
  /** Local days, yyyy-mm-dd, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
  /** A call's id: only calls from its caller. The number itself has no place in an address. */
  readonly sameCallerAs?: string;
  readonly repeat?: Repeat;
}

function day(value: unknown): string | undefined {
  return typeof value === 'string' && startOfDay(value) !== null ? value : undefined;
}

/** Reads the filters from the address; what makes no sense is left out. */
export function parseCallFilters(search: SearchInput): CallFilters {
  return defined({
    status: oneOf(search['status'], statuses),
    severity: oneOf(search['severity'], severities),
    vertical: oneOf(search['vertical'], verticals),
    campaign: textOf(search['campaign'], 40),
    from: day(search['from']),
    to: day(search['to']),
    search: textOf(search['search'], 200),
    sameCallerAs: textOf(search['sameCallerAs'], 40),
    repeat: oneOf(search['repeat'], repeatNames),
  });
}

const pageSize = 100;

export function callsQuery(organizationId: string, filters: CallFilters) {
  const from = filters.from === undefined ? null : startOfDay(filters.from);
  const to = filters.to === undefined ? null : startOfDay(filters.to);
  const repeat = filters.repeat === undefined ? null : repeats[filters.repeat];
  return infiniteQueryOptions({
    queryKey: keys.callList(organizationId, filters),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/organizations/{organizationId}/calls', {
          params: {
            path: { organizationId },
            query: {
              ...defined({
                status: filters.status,
                severity: filters.severity,
                vertical: filters.vertical,
                campaignId: filters.campaign,
                from: from?.toISOString(),
                // The API's end is open; the day that a person picks is meant to be in it.
                to: to === null ? undefined : addDays(to, 1).toISOString(),
                search: filters.search,
                sameCallerAs: filters.sameCallerAs,
                repeatWithinHours: repeat?.sameCampaign === false ? repeat.hours : undefined,
                duplicateWithinHours: repeat?.sameCampaign === true ? repeat.hours : undefined,
                cursor: pageParam ?? undefined,
              }),
              limit: pageSize,
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Only a list in which something is still moving is worth asking for again and again.
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((call) => movingStatuses.has(call.status)) === true && state.data.pages.length <= 3 ? 5000 : 30_000,
  });
}
