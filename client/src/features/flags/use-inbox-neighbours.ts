import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { InboxPage } from '@/api/types';

export interface InboxNeighbours {
  readonly previous: string | null;
  readonly next: string | null;
}

/**
 * The calls before and after this one in the inbox that it was opened from; null when it was opened from elsewhere.
 * The order is remembered, because a decision takes the call out of the list.
 */
export function useInboxNeighbours(organizationId: string, callId: string): InboxNeighbours | null {
  const client = useQueryClient();
  const [neighbours] = useState(() => {
    const lists = client
      .getQueryCache()
      .findAll({ queryKey: keys.flags(organizationId) })
      .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
      .map(
        (query) =>
          (query.state.data as InfiniteData<InboxPage> | undefined)?.pages.flatMap((page) => page.items.map(({ call }) => call.id)) ?? [],
      );
    const ids = lists.find((list) => list.includes(callId));
    if (ids === undefined) {
      return null;
    }
    const index = ids.indexOf(callId);
    return { previous: ids[index - 1] ?? null, next: ids[index + 1] ?? null };
  });
  return neighbours;
}
