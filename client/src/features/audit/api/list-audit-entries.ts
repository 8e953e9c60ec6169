import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { AuditAction } from '@/api/types';
import { defined, textOf, type SearchInput } from '@/lib/search';

export interface AuditFilters {
  readonly action?: AuditAction;
  /** A person or key. */
  readonly actor?: string;
}

const name = /^[a-z_]{1,40}$/;

/** Reads the filters from the address. The server knows which actions there are; an unknown one finds nothing. */
export function parseAuditFilters(search: SearchInput): AuditFilters {
  const action = textOf(search['action'], 40);
  return defined({
    action: action !== undefined && name.test(action) ? (action as AuditAction) : undefined,
    actor: textOf(search['actor'], 40),
  });
}

const pageSize = 50;

export function auditEntriesQuery(organizationId: string, filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: keys.auditEntries(organizationId, filters),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/organizations/{organizationId}/audit-log', {
          params: {
            path: { organizationId },
            query: { ...defined({ action: filters.action, actorId: filters.actor, cursor: pageParam ?? undefined }), limit: pageSize },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}
