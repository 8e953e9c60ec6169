import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowRight, FilterX, PhoneIncoming } from 'lucide-react';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { CallSummary } from '@/api/types';
import { RepeatMark, Score, SeverityIcon, StatusBadge } from '@/components/calls/badges';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { callsQuery, type CallFilters } from '@/features/calls/api/list-calls';
import { cn } from '@/lib/cn';
import { formatDuration, formatMoment, formatMoney, formatPhone, formatWhen, nothing } from '@/lib/format';
import { humanize, verticalLabels } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { useMediaQuery, wideScreen } from '@/lib/use-media-query';
import { useNow } from '@/lib/use-now';

interface CallListProps {
  readonly filters: CallFilters;
  readonly onClearFilters: () => void;
  /** What an organization without any call can do about it. */
  readonly emptyAction: ReactNode;
}

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, CallSummary>();
const noCalls: CallSummary[] = [];

/** Widths belong to the columns, but only CSS can share what is left between them. */
const template = 'grid-cols-[10.75rem_8.5rem_7.5rem_3rem_minmax(8rem,1.1fr)_minmax(8rem,1.4fr)_4.5rem_3rem_3rem]';
const numeric = new Set(['duration', 'revenue', 'score', 'flags']);

const rowHeight = { wide: 40, narrow: 77 } as const;
/** Asks for the next page this many rows before the end comes into view. */
const lookAhead = 20;

export function CallList({ filters, onClearFilters, emptyAction }: CallListProps) {
  const organization = useOrganization();
  const query = useInfiniteQuery(callsQuery(organization.id, filters));
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const wide = useMediaQuery(wideScreen);
  const scroller = useRef<HTMLDivElement>(null);

  const loaded = query.data?.pages;
  const calls = useMemo(() => loaded?.flatMap((page) => page.items) ?? noCalls, [loaded]);

  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer's functions are used here only and never memoized
  const virtualizer = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (wide ? rowHeight.wide : rowHeight.narrow),
    getItemKey: (index) => calls[index]?.id ?? index,
    overscan: 12,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;

  useEffect(() => virtualizer.measure(), [virtualizer, wide]);

  useEffect(() => {
    if (last >= calls.length - lookAhead && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [last, calls.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  if (query.isPending) {
    return <ListSkeleton />;
  }
  if (query.isError && loaded === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (calls.length === 0) {
    return Object.keys(filters).length > 0 ? (
      <StateMessage icon={FilterX} title="No call matches" actions={<Button onClick={onClearFilters}>Clear filters</Button>}>
        <p>Try other dates, another status, or fewer words.</p>
      </StateMessage>
    ) : (
      <StateMessage icon={PhoneIncoming} title="No calls yet" actions={emptyAction}>
        <p>Calls arrive here from Ringba as they end. To try CallScript without it, import a recording.</p>
      </StateMessage>
    );
  }

  const body = { calls, slug: organization.slug, total: virtualizer.getTotalSize(), rows };
  return (
    <div
      ref={scroller}
      role="region"
      aria-label="Call list"
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2"
    >
      {wide ? <WideRows {...body} /> : <NarrowRows {...body} />}
      {(isFetchingNextPage || isFetchNextPageError) && (
        <div role="status" className="flex justify-center py-3">
          {isFetchNextPageError ? (
            <Button onClick={() => void fetchNextPage()}>Loading more failed. Try again</Button>
          ) : (
            <span className="text-faint">Loading more</span>
          )}
        </div>
      )}
    </div>
  );
}

function Caller({ call }: { readonly call: CallSummary }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className="truncate">{formatPhone(call.callerNumber)}</span>
      <RepeatMark call={call} />
    </span>
  );
}

interface RowsProps {
  readonly calls: CallSummary[];
  readonly slug: string;
  readonly total: number;
  readonly rows: readonly { readonly index: number; readonly start: number; readonly size: number }[];
}

const columns = helper.columns([
  helper.accessor('status', {
    header: 'Status',
    cell: ({ row }) => <StatusBadge status={row.original.status} reviewState={row.original.reviewState} />,
  }),
  helper.accessor('callerNumber', { id: 'caller', header: 'Caller', cell: ({ row }) => <Caller call={row.original} /> }),
  helper.accessor('startedAt', { id: 'when', header: 'Started', cell: ({ row }) => <When iso={row.original.startedAt} /> }),
  helper.accessor('durationSeconds', {
    id: 'duration',
    header: 'Length',
    cell: ({ row }) => formatDuration(row.original.durationSeconds),
  }),
  helper.accessor('campaignName', {
    id: 'campaign',
    header: 'Campaign',
    cell: ({ row }) => (
      <span title={verticalLabels[row.original.vertical]}>{row.original.campaignName ?? verticalLabels[row.original.vertical]}</span>
    ),
  }),
  helper.display({ id: 'route', header: 'Publisher → buyer', cell: ({ row }) => <CallOutcome call={row.original} /> }),
  helper.accessor('revenue', { header: 'Revenue', cell: ({ row }) => formatMoney(row.original.revenue) }),
  helper.accessor('score', { header: 'Score', cell: ({ row }) => <Score value={row.original.score} /> }),
  helper.accessor('flagCount', { id: 'flags', header: 'Flags', cell: ({ row }) => <Flags call={row.original} /> }),
]);

function WideRows({ calls, slug, total, rows }: RowsProps) {
  const table = useTable({ features, columns, data: calls, getRowId: (call) => call.id });
  const model = table.getRowModel().rows;
  return (
    <div role="table" aria-label="Calls" aria-rowcount={calls.length + 1} className="min-w-[65.5rem]">
      <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-subtle">
        {table.getHeaderGroups().map((group) => (
          <div key={group.id} role="row" aria-rowindex={1} className={cn('grid h-7 items-center gap-3 px-4 lg:px-6', template)}>
            {group.headers.map((header) => (
              <div
                key={header.id}
                role="columnheader"
                className={cn('truncate text-xs font-medium text-faint', numeric.has(header.id) && 'text-right')}
              >
                <table.FlexRender header={header} />
              </div>
            ))}
          </div>
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: total }}>
        {rows.map(({ index, start }) => {
          const row = model[index];
          return row === undefined ? null : (
            <div
              key={row.id}
              role="row"
              aria-rowindex={index + 2}
              className={cn('absolute inset-x-0 grid h-10 items-center gap-3 border-b border-line px-4 hover:bg-hover lg:px-6', template)}
              style={{ transform: `translateY(${start}px)` }}
            >
              {row.getAllCells().map((cell) => (
                <div key={cell.id} role="cell" className={cn('truncate', numeric.has(cell.column.id) && 'text-right')}>
                  {cell.column.id === 'caller' ? (
                    <RowLink slug={slug} callId={row.id}>
                      <table.FlexRender cell={cell} />
                    </RowLink>
                  ) : (
                    <table.FlexRender cell={cell} />
                  )}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NarrowRows({ calls, slug, total, rows }: RowsProps) {
  return (
    <ul aria-label="Calls" className="relative" style={{ height: total }}>
      {rows.map(({ index, start }) => {
        const call = calls[index];
        return call === undefined ? null : (
          <li
            key={call.id}
            className="absolute inset-x-0 flex h-[77px] flex-col justify-center gap-0.5 border-b border-line px-4"
            style={{ transform: `translateY(${start}px)` }}
          >
            <div className="flex items-center gap-2">
              <RowLink slug={slug} callId={call.id}>
                <Caller call={call} />
              </RowLink>
              <Flags call={call} />
              <span className="ml-auto">
                <StatusBadge status={call.status} reviewState={call.reviewState} />
              </span>
            </div>
            <div className="flex gap-2 text-xs text-muted">
              <span className="min-w-0 flex-1 truncate">{call.campaignName ?? verticalLabels[call.vertical]}</span>
              <When iso={call.startedAt} />
              <span>{formatDuration(call.durationSeconds)}</span>
            </div>
            <div className="flex gap-2 text-xs text-muted">
              <span className="min-w-0 flex-1 truncate">
                <CallOutcome call={call} />
              </span>
              <span>{formatMoney(call.revenue)}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function RowLink({ slug, callId, children }: { readonly slug: string; readonly callId: string; readonly children: ReactNode }) {
  return (
    <Link
      to="/o/$slug/calls/$callId"
      params={{ slug, callId }}
      className="font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      {children}
    </Link>
  );
}

function When({ iso }: { readonly iso: string }) {
  const now = useNow();
  return (
    <time dateTime={iso} title={formatMoment(iso)}>
      {formatWhen(iso, now)}
    </time>
  );
}

/** Who sold the call to whom; where the call got stuck, why is worth more than that. */
function CallOutcome({ call }: { readonly call: CallSummary }) {
  if (call.status === 'failed' && call.failure !== null) {
    return <span className="text-warning">{humanize(call.failure.category)}</span>;
  }
  if (call.status === 'skipped' && call.skipReason !== null) {
    return <span className="text-faint">{humanize(call.skipReason)}</span>;
  }
  return (
    <>
      {call.publisherName ?? nothing}
      <ArrowRight aria-label=" to " className="mx-1 inline size-3 align-[-1px] text-faint" />
      {call.buyerName ?? nothing}
    </>
  );
}

function Flags({ call }: { readonly call: CallSummary }) {
  if (call.flagCount === 0) {
    return null;
  }
  return (
    <span className="inline-flex items-center gap-1 align-middle">
      {call.highestSeverity !== null && <SeverityIcon severity={call.highestSeverity} />}
      {call.flagCount}
    </span>
  );
}

function ListSkeleton() {
  return (
    <Loading label="Loading calls">
      <div className="h-7 border-b border-line bg-subtle" />
      {Array.from({ length: 14 }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b border-line px-4 lg:px-6">
          <Skeleton className="h-5 w-28 rounded-full" />
          <Skeleton className="h-4 w-28" />
          <Skeleton className="hidden h-4 w-24 lg:block" />
          <Skeleton className="hidden h-4 flex-1 lg:block" />
          <Skeleton className="h-4 w-14" />
        </div>
      ))}
    </Loading>
  );
}
