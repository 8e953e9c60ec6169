import { Link } from '@tanstack/react-router';
import { ChevronRight, Repeat2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallSummary } from '@/api/types';
import { repeatText, Score, StatusBadge } from '@/components/calls/badges';
import { cn } from '@/lib/cn';
import { formatDayAndClock, formatDuration, formatMoment, formatMoney, formatPhone, nothing } from '@/lib/format';
import { verticalLabels } from '@/lib/labels';

interface CallHeaderProps {
  readonly call: CallSummary;
  readonly slug: string;
  /** Calls from the same caller, this one included. */
  readonly callsOfCaller: number;
  readonly actions?: ReactNode;
}

export function CallHeader({ call, slug, callsOfCaller, actions }: CallHeaderProps) {
  const repeat = repeatText(call);
  return (
    <header className="border-b border-line px-4 py-2.5 lg:px-6">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-faint">
          <Link to="/o/$slug/calls" params={{ slug }} className="rounded-sm hover:text-ink">
            Calls
          </Link>
          <ChevronRight aria-hidden className="size-3.5" />
        </nav>
        <h1 className="text-base font-semibold">{formatPhone(call.callerNumber)}</h1>
        {callsOfCaller > 1 && (
          <Link
            to="/o/$slug/calls"
            params={{ slug }}
            search={{ sameCallerAs: call.id }}
            className="rounded-sm text-xs text-accent hover:underline"
          >
            {callsOfCaller} calls from this caller
          </Link>
        )}
        <StatusBadge status={call.status} reviewState={call.reviewState} />
        <Score value={call.score} outOf />
        {actions !== undefined && <div className="ml-auto flex items-center gap-1">{actions}</div>}
      </div>
      <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1">
        <Fact name="Started">
          <time dateTime={call.startedAt} title={formatMoment(call.startedAt)}>
            {formatDayAndClock(call.startedAt)}
          </time>
        </Fact>
        {repeat !== null && (
          <div className="flex items-center gap-1.5 text-warning">
            <Repeat2 aria-hidden className="size-3.5" />
            <dt className="sr-only">Caller</dt>
            <dd>{repeat}</dd>
          </div>
        )}
        <Fact name="Length">{formatDuration(call.durationSeconds)}</Fact>
        <Fact name="Revenue">{formatMoney(call.revenue)}</Fact>
        <Fact name="Campaign" wideOnly>
          {call.campaignName ?? nothing}
          <span className="text-faint"> · {verticalLabels[call.vertical]}</span>
        </Fact>
        <Fact name="From" wideOnly>
          {call.publisherName ?? nothing}
        </Fact>
        <Fact name="To" wideOnly>
          {call.buyerName ?? nothing}
        </Fact>
      </dl>
    </header>
  );
}

interface FactProps {
  readonly name: string;
  /** A phone shows it among the details instead. */
  readonly wideOnly?: boolean;
  readonly children: ReactNode;
}

function Fact({ name, wideOnly = false, children }: FactProps) {
  return (
    <div className={cn('gap-1.5', wideOnly ? 'hidden lg:flex' : 'flex')}>
      <dt className="text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
