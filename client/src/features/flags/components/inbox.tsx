import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, FilterX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Decision, InboxItem } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { inboxQuery, type InboxFilters } from '@/features/flags/api/list-flags';
import { InboxRow } from '@/features/flags/components/inbox-row';
import { formatDay } from '@/lib/format';
import { groupBy } from '@/lib/group-by';
import { may, useOrganization } from '@/lib/organization';
import { useShortcuts } from '@/lib/shortcuts';
import { useNow } from '@/lib/use-now';

interface InboxProps {
  readonly filters: InboxFilters;
  readonly onClearFilters: () => void;
  /** Calls whose decision is already made but not yet sent. */
  readonly hidden: ReadonlySet<string>;
  readonly onDecide: (callId: string, decision: Decision) => void;
}

const none: readonly InboxItem[] = [];

export function Inbox({ filters, onClearFilters, hidden, onDecide }: InboxProps) {
  const organization = useOrganization();
  const navigate = useNavigate();
  const now = useNow();
  const query = useInfiniteQuery(inboxQuery(organization.id, filters));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);

  const loaded = query.data?.pages;
  const items = useMemo(() => loaded?.flatMap((page) => page.items).filter((item) => !hidden.has(item.call.id)) ?? none, [loaded, hidden]);
  const days = useMemo(() => [...groupBy(items, (item) => formatDay(item.call.startedAt, now))], [items, now]);
  const index = items.findIndex((item) => item.call.id === selectedId);
  const decidable = may(organization, 'review_calls') && (filters.state ?? 'open') === 'open';

  const select = (item: InboxItem | undefined) => {
    if (item !== undefined) {
      setSelectedId(item.call.id);
      const link = list.current?.querySelector<HTMLElement>(`[data-call="${item.call.id}"] a`);
      link?.focus({ preventScroll: true });
      link?.closest('li')?.scrollIntoView({ block: 'nearest' });
    }
  };

  const decide = (item: InboxItem | undefined, decision: Decision) => {
    if (item !== undefined) {
      const at = items.indexOf(item);
      // The row is about to go; the focus moves to its neighbour, not to the top of the page.
      select(items[at + 1] ?? items[at - 1]);
      onDecide(item.call.id, decision);
    }
  };

  const move = (step: 1 | -1) => {
    select(items[index === -1 ? 0 : Math.min(Math.max(index + step, 0), items.length - 1)]);
    if (index >= items.length - 3 && hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  };

  const open = () => {
    if (selectedId !== null && index !== -1) {
      void navigate({ to: '/o/$slug/calls/$callId', params: { slug: organization.slug, callId: selectedId } });
    }
  };

  useShortcuts('Flags', [
    { key: 'j', label: 'Next call', run: () => move(1) },
    { key: 'k', label: 'Previous call', run: () => move(-1) },
    { key: 'Enter', label: 'Open the call', run: open },
    ...(decidable
      ? [
          { key: 's', label: 'Mark safe', run: () => decide(items[index], 'safe') },
          { key: 'c', label: 'Confirm violation', run: () => decide(items[index], 'confirmed') },
        ]
      : []),
  ]);

  useEffect(() => {
    const sentinel = end.current;
    if (sentinel === null || !hasNextPage || isFetchingNextPage) {
      return;
    }
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) {
        void fetchNextPage();
      }
    });
    observer.observe(sentinel);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (query.isPending) {
    return <InboxSkeleton />;
  }
  if (query.isError && loaded === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (items.length === 0 && !hasNextPage) {
    return <EmptyInbox filters={filters} onClearFilters={onClearFilters} />;
  }

  return (
    <div ref={list}>
      {days.map(([day, calls]) => (
        <section key={day} aria-label={day}>
          <h2 className="sticky top-0 z-10 flex items-baseline gap-2 border-b border-line bg-subtle px-4 py-1 text-xs font-semibold text-muted lg:px-6">
            {day} <span className="font-normal text-faint">{calls.length}</span>
          </h2>
          <ul>
            {calls.map((item) => (
              <InboxRow
                key={item.call.id}
                item={item}
                slug={organization.slug}
                selected={item.call.id === selectedId}
                onSelect={() => setSelectedId(item.call.id)}
                onDecide={decidable ? (decision) => decide(item, decision) : null}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <div ref={end} className="flex justify-center py-4">
          <Button tone="ghost" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {query.isFetchNextPageError ? 'Loading more failed. Try again' : 'Load more'}
          </Button>
        </div>
      )}
    </div>
  );
}

function EmptyInbox({ filters, onClearFilters }: { readonly filters: InboxFilters; readonly onClearFilters: () => void }) {
  const { state = 'open', ...narrowing } = filters;
  if (Object.keys(narrowing).length > 0) {
    return (
      <StateMessage icon={FilterX} title="No flagged call matches" actions={<Button onClick={onClearFilters}>Clear filters</Button>}>
        <p>Try another severity, rule or vertical.</p>
      </StateMessage>
    );
  }
  return state === 'open' ? (
    <StateMessage icon={CircleCheck} title="Nothing to review">
      <p>Every flagged call is decided. New ones appear here as soon as they are judged; the pipeline page shows what is on its way.</p>
    </StateMessage>
  ) : (
    <StateMessage icon={CircleCheck} title={state === 'safe' ? 'No call was marked safe yet' : 'No violation was confirmed yet'}>
      <p>Decisions made in the inbox are collected here.</p>
    </StateMessage>
  );
}

function InboxSkeleton() {
  return (
    <Loading label="Loading flagged calls">
      <Skeleton className="h-6 w-full rounded-none" />
      {Array.from({ length: 10 }, (_, row) => (
        <div key={row} className="flex items-center gap-4 border-b border-line px-4 py-2.5 lg:px-6">
          <Skeleton className="size-4" />
          <div className="flex-1">
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="mt-1.5 h-4 w-2/3" />
          </div>
          <Skeleton className="hidden h-8 w-40 lg:block" />
          <Skeleton className="h-8 w-16" />
        </div>
      ))}
    </Loading>
  );
}
