import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallFacts } from '@/api/types';
import { Score, StatusBadge } from '@/components/calls/badges';
import { formatDayAndClock, formatDuration, formatMoment, formatMoney, formatPhone, nothing } from '@/lib/format';
import { verticalLabels } from '@/lib/labels';

export function CallHeader({ call, slug }: { readonly call: CallFacts; readonly slug: string }) {
  return (
    <header className="border-b border-line px-4 py-2.5 lg:px-6">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-faint">
          <Link to="/o/$slug/flags" params={{ slug }} className="rounded-sm hover:text-ink">
            Flags
          </Link>
          <ChevronRight aria-hidden className="size-3.5" />
        </nav>
        <h1 className="text-base font-semibold">{formatPhone(call.callerNumber)}</h1>
        <StatusBadge status={call.status} reviewState={call.reviewState} />
        <Score value={call.score} />
      </div>
      <dl className="mt-1.5 flex gap-x-6 gap-y-1 overflow-x-auto whitespace-nowrap lg:flex-wrap">
        <Fact name="Started">
          <time dateTime={call.startedAt} title={formatMoment(call.startedAt)}>
            {formatDayAndClock(call.startedAt)}
          </time>
        </Fact>
        <Fact name="Length">{formatDuration(call.durationSeconds)}</Fact>
        <Fact name="Campaign">{call.campaignName ?? nothing}</Fact>
        <Fact name="Vertical">{verticalLabels[call.vertical]}</Fact>
        <Fact name="Publisher">{call.publisherName ?? nothing}</Fact>
        <Fact name="Buyer">{call.buyerName ?? nothing}</Fact>
        <Fact name="Revenue">{formatMoney(call.revenue)}</Fact>
        <Fact name="Payout">{formatMoney(call.payout)}</Fact>
      </dl>
    </header>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex shrink-0 gap-1.5">
      <dt className="text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
