import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { CallStatus, Lane, Queue } from '@/api/types';
import { StatusBadge } from '@/components/calls/badges';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton } from '@/components/ui/states';
import { queueQuery, queueRefreshMs } from '@/features/pipeline/api/get-queue';
import { cn } from '@/lib/cn';
import { formatAge, formatCount } from '@/lib/format';
import { laneLabels, movingStatuses, statuses } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { useNow } from '@/lib/use-now';

/** A call waits for its turn; this long in a lane is worth a look. */
const lateSeconds = 15 * 60;

export function Pipeline() {
  const organization = useOrganization();
  const query = useQuery(queueQuery(organization.id));

  if (query.isPending) {
    return (
      <Loading label="Loading the pipeline" className="grid gap-3 p-4 sm:grid-cols-2 lg:grid-cols-4 lg:p-6">
        {Array.from({ length: 4 }, (_, lane) => (
          <Skeleton key={lane} className="h-36 rounded-lg" />
        ))}
      </Loading>
    );
  }
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { lanes, calls } = query.data;
  return (
    <div className="flex flex-col gap-8 p-4 lg:p-6">
      <section aria-labelledby="lanes-heading">
        <h2 id="lanes-heading" className="mb-2 text-xs font-semibold text-muted">
          Lanes
        </h2>
        <ol className="grid gap-3 sm:grid-cols-2 lg:grid-cols-[repeat(4,minmax(0,1fr))] lg:gap-5">
          {lanes.map((lane, index) => (
            <LaneCard key={lane.lane} lane={lane} last={index === lanes.length - 1} />
          ))}
        </ol>
      </section>
      <CallCounts slug={organization.slug} calls={calls} />
    </div>
  );
}

/** Says how fresh the numbers are, and when they have stopped coming. */
export function PipelineFreshness() {
  const organization = useOrganization();
  const { dataUpdatedAt, isError } = useQuery(queueQuery(organization.id));
  const now = useNow(1000);
  if (dataUpdatedAt === 0) {
    return null;
  }
  const age = Math.max(0, (now.getTime() - dataUpdatedAt) / 1000);
  const stale = isError || age > (queueRefreshMs / 1000) * 4;
  return (
    <span className={cn('flex items-center justify-end gap-1.5 text-xs', stale ? 'text-warning' : 'text-faint')}>
      <span aria-hidden className={cn('size-1.5 rounded-full', stale ? 'bg-warning-solid' : 'bg-safe-solid')} />
      {stale ? `Last answer ${formatAge(age)} ago` : 'Live'}
    </span>
  );
}

function LaneCard({ lane, last }: { readonly lane: Lane; readonly last: boolean }) {
  const { name, does } = laneLabels[lane.lane];
  const late = (lane.oldestWaitingSeconds ?? 0) > lateSeconds;
  return (
    <li aria-label={name} className="relative flex flex-col rounded-lg border border-line bg-raised p-3.5">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 text-base font-semibold">{name}</h3>
        {lane.running > 0 && (
          <span className="flex items-center gap-1.5 text-xs font-medium text-accent">
            <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-accent" />
            {formatCount(lane.running)} running
          </span>
        )}
      </div>
      <p className="text-xs text-faint">{does}</p>
      <p className="mt-3 flex items-baseline gap-1.5">
        <span className="text-xl font-semibold">{formatCount(lane.waiting)}</span>
        <span className="text-muted">waiting</span>
      </p>
      <dl className="mt-2 grid grid-cols-3 gap-2 border-t border-line pt-2 text-xs">
        <Figure name="Oldest" value={formatAge(lane.oldestWaitingSeconds)} alarm={late} />
        <Figure name="Retrying" value={formatCount(lane.delayed)} />
        <Figure name="Given up" value={formatCount(lane.failed)} alarm={lane.failed > 0} />
      </dl>
      {!last && <ChevronRight aria-hidden className="absolute top-1/2 -right-[18px] hidden size-4 -translate-y-1/2 text-faint lg:block" />}
    </li>
  );
}

function Figure({ name, value, alarm = false }: { readonly name: string; readonly value: string; readonly alarm?: boolean }) {
  return (
    <div>
      <dt className="text-faint">{name}</dt>
      <dd className={cn('font-medium whitespace-nowrap', alarm && 'text-critical')}>{value}</dd>
    </div>
  );
}

function CallCounts({ slug, calls }: { readonly slug: string; readonly calls: Queue['calls'] }) {
  const countOf = (status: CallStatus) => calls[status] ?? 0;
  const total = statuses.reduce((sum, status) => sum + countOf(status), 0);
  const groups: readonly { readonly title: string; readonly statuses: readonly CallStatus[] }[] = [
    { title: 'On their way', statuses: statuses.filter((status) => movingStatuses.has(status)) },
    { title: 'Arrived', statuses: statuses.filter((status) => !movingStatuses.has(status)) },
  ];
  return (
    <section aria-labelledby="counts-heading">
      <h2 id="counts-heading" className="mb-2 text-xs font-semibold text-muted">
        {total === 1 ? '1 call' : `${formatCount(total)} calls`}
      </h2>
      <div className="grid gap-3 lg:grid-cols-2 lg:gap-5">
        {groups.map((group) => (
          <div key={group.title} className="rounded-lg border border-line">
            <h3 className="border-b border-line px-3.5 py-2 font-medium">{group.title}</h3>
            <ul>
              {group.statuses.map((status) => (
                <li key={status} className="relative flex h-10 items-center border-b border-line px-3.5 last:border-b-0 hover:bg-hover">
                  <Link
                    to="/o/$slug/calls"
                    params={{ slug }}
                    search={{ status }}
                    className="flex-1 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
                  >
                    <StatusBadge status={status} />
                  </Link>
                  <span className={cn('font-medium', countOf(status) === 0 && 'text-faint')}>{formatCount(countOf(status))}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}
