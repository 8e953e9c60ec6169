import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { ReviewState, Severity, Vertical } from '@/api/types';
import { defined, oneOf, textOf, type SearchInput } from '@/lib/search';
import { severities, verticals } from '@/lib/labels';

export const inboxStates = ['open', 'confirmed', 'safe'] as const satisfies readonly ReviewState[];

export interface InboxFilters {
  readonly state?: (typeof inboxStates)[number];
  readonly severity?: Severity;
  readonly vertical?: Vertical;
  readonly rule?: string;
}

/** Reads the filters from the address; what makes no sense is left out. */
export function parseInboxFilters(search: SearchInput): InboxFilters {
  const state = oneOf(search['state'], inboxStates);
  return defined({
    // Open is what the inbox is for, so it needs no words in the address.
    state: state === 'open' ? undefined : state,
    severity: oneOf(search['severity'], severities),
    vertical: oneOf(search['vertical'], verticals),
    rule: textOf(search['rule'], 100),
  });
}

const pageSize = 50;

export function inboxQuery(organizationId: string, filters: InboxFilters) {
  return infiniteQueryOptions({
    queryKey: keys.inbox(organizationId, filters),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/organizations/{organizationId}/flags', {
          params: {
            path: { organizationId },
            query: {
              ...defined({ severity: filters.severity, vertical: filters.vertical, rule: filters.rule, cursor: pageParam ?? undefined }),
              reviewState: filters.state ?? 'open',
              limit: pageSize,
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // New flags appear while somebody is working through the list.
    refetchInterval: 30_000,
  });
}
