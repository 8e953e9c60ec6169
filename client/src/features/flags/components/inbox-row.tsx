import { Link } from '@tanstack/react-router';
import { ArrowRight, Check, ShieldAlert } from 'lucide-react';
import type { Decision, InboxItem } from '@/api/types';
import { SeverityIcon, Score } from '@/components/calls/badges';
import { Button } from '@/components/ui/button';
import { cn } from '@/lib/cn';
import { formatClock, formatDuration, formatMoment, formatMoney, formatPhone, nothing } from '@/lib/format';
import { severities, verticalLabels } from '@/lib/labels';

interface InboxRowProps {
  readonly item: InboxItem;
  readonly slug: string;
  readonly selected: boolean;
  readonly onSelect: () => void;
  /** Null for people who may only read, and for calls that are decided. */
  readonly onDecide: ((decision: Decision) => void) | null;
}

export function InboxRow({ item: { call, flags }, slug, selected, onSelect, onDecide }: InboxRowProps) {
  // The title and the quote below it should belong together, so among equals the one with words leads.
  const ranked = flags.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || Number(a.quote === null) - Number(b.quote === null),
  );
  const [first, ...others] = ranked;
  const quoted = ranked.find((flag) => flag.quote !== null);
  const severity = first?.severity ?? call.highestSeverity ?? 'info';

  return (
    <li
      data-call={call.id}
      className={cn(
        'group row-offscreen relative grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3 border-b border-line px-4 py-2 transition-colors lg:grid-cols-[1rem_minmax(0,1fr)_14rem_4.5rem_4.5rem_3.75rem] lg:px-6',
        selected ? 'bg-selected shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-hover',
      )}
    >
      <SeverityIcon severity={severity} className="mt-0.5" />
      <div className="min-w-0">
        <p className="flex items-baseline gap-2 truncate">
          <Link
            to="/o/$slug/calls/$callId"
            params={{ slug, callId: call.id }}
            onFocus={onSelect}
            className="max-w-full shrink-0 truncate font-semibold outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {first?.title ?? 'Flagged call'}
          </Link>
          {others.length > 0 && (
            <span className="hidden min-w-0 truncate text-muted sm:inline">{others.map((flag) => flag.title).join(', ')}</span>
          )}
          {others.length > 0 && <span className="shrink-0 text-faint sm:hidden">+{others.length}</span>}
        </p>
        <p className="truncate text-muted">
          {quoted === undefined ? (
            <span className="text-faint">Nothing said: {first?.title.toLowerCase() ?? 'no evidence'}</span>
          ) : (
            <>
              <span className="text-faint">{formatDuration(quoted.start)}</span> “{quoted.quote}”
            </>
          )}
        </p>
        <p className="mt-0.5 truncate text-xs text-faint lg:hidden">
          {call.campaignName ?? verticalLabels[call.vertical]} · <Route publisher={call.publisherName} buyer={call.buyerName} />
        </p>
      </div>
      <div className="hidden min-w-0 lg:block">
        <p className="truncate">{call.campaignName ?? formatPhone(call.callerNumber)}</p>
        <p className="truncate text-faint">
          <Route publisher={call.publisherName} buyer={call.buyerName} />
        </p>
      </div>
      <div className="hidden text-right lg:block">
        <p>
          <time dateTime={call.startedAt} title={formatMoment(call.startedAt)}>
            {formatClock(call.startedAt)}
          </time>
        </p>
        <p className="text-faint">{formatDuration(call.durationSeconds)}</p>
      </div>
      <div className="text-right">
        <p className="font-medium">{formatMoney(call.revenue)}</p>
        <p className="hidden text-faint lg:block">
          <Score value={call.score} />
        </p>
        <p className="text-xs text-faint lg:hidden">
          <time dateTime={call.startedAt}>{formatClock(call.startedAt)}</time>
        </p>
        <p className="text-xs text-faint lg:hidden">{formatDuration(call.durationSeconds)}</p>
      </div>
      {onDecide !== null && (
        <div className="relative hidden items-center justify-end gap-0.5 self-center lg:flex">
          <Button
            tone="ghost"
            size="icon"
            title="Mark safe (S)"
            aria-label={`Mark safe: ${first?.title ?? 'flagged call'}`}
            className="text-faint hover:bg-safe-soft hover:text-safe"
            onClick={() => onDecide('safe')}
          >
            <Check aria-hidden className="size-4" />
          </Button>
          <Button
            tone="ghost"
            size="icon"
            title="Confirm violation (C)"
            aria-label={`Confirm violation: ${first?.title ?? 'flagged call'}`}
            className="text-faint hover:bg-critical-soft hover:text-critical"
            onClick={() => onDecide('confirmed')}
          >
            <ShieldAlert aria-hidden className="size-4" />
          </Button>
        </div>
      )}
    </li>
  );
}

function Route({ publisher, buyer }: { readonly publisher: string | null; readonly buyer: string | null }) {
  return (
    <>
      <span className="sr-only">From </span>
      {publisher ?? nothing}
      <ArrowRight aria-hidden className="mx-1 inline size-3 align-[-1px]" />
      <span className="sr-only"> to </span>
      {buyer ?? nothing}
    </>
  );
}
