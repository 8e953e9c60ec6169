import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import type { Backfill } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { Listed } from '@/components/ui/listed';
import { Section } from '@/components/ui/settings';
import { StateMessage } from '@/components/ui/states';
import { backfillsQuery, isOpen, useChangeBackfill, useStartBackfill } from '@/features/ringba/api/backfills';
import { formatCount, formatTimestamp } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import { ApiError, messageOf } from '@/lib/problem';

const states: Readonly<Record<Backfill['state'], string>> = {
  queued: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  cancelled: 'Cancelled',
  completed: 'Done',
  failed: 'Failed',
};

/** Older calls on demand: spans of days, how far each is, and what can be done with it. */
export function BackfillsSection() {
  const organization = useOrganization();
  const query = useQuery(backfillsQuery(organization.id));
  return (
    <Section
      title="Backfill"
      summary="Reads older calls beside the live ones, with less claim to Ringba's limit. A count reads nothing in; it says by day what Ringba has and what is not here."
    >
      <BackfillForm organizationId={organization.id} />
      <Listed
        query={query}
        loading="Loading backfills"
        empty={
          <StateMessage icon={History} title="No backfill yet" className="rounded-lg border border-line py-8">
            <p>Spans that you have read or counted are listed here.</p>
          </StateMessage>
        }
      >
        {(items) => (
          <ul className="divide-y divide-line rounded-lg border border-line">
            {items.map((backfill) => (
              <BackfillRow key={backfill.id} organizationId={organization.id} backfill={backfill} />
            ))}
          </ul>
        )}
      </Listed>
    </Section>
  );
}

function BackfillForm({ organizationId }: { readonly organizationId: string }) {
  const start = useStartBackfill(organizationId);
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [oldestFirst, setOldestFirst] = useState(false);
  const fields = start.error instanceof ApiError ? start.error.fields : {};
  const submit = (dryRun: boolean) => {
    const end = new Date(`${last}T00:00:00Z`);
    end.setUTCDate(end.getUTCDate() + 1);
    start.mutate({ from: `${first}T00:00:00Z`, to: end.toISOString(), oldestFirst, dryRun });
  };
  const complete = first !== '' && last !== '';
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
    >
      <div className="flex flex-wrap gap-3">
        <Field label="First day (UTC)" error={fields.from?.[0]} className="w-40">
          {(props) => <Input {...props} type="date" required value={first} onChange={(event) => setFirst(event.target.value)} />}
        </Field>
        <Field label="Last day (UTC)" error={fields.to?.[0]} className="w-40">
          {(props) => <Input {...props} type="date" required min={first} value={last} onChange={(event) => setLast(event.target.value)} />}
        </Field>
      </div>
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={oldestFirst} onChange={(event) => setOldestFirst(event.target.checked)} />
        Oldest calls first
      </label>
      {start.isError && Object.keys(fields).length === 0 && (
        <p role="alert" className="text-critical">
          {messageOf(start.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={start.isPending} disabled={!complete}>
          Read these days
        </Button>
        <Button type="button" busy={start.isPending} disabled={!complete} onClick={() => submit(true)}>
          Count only
        </Button>
      </div>
    </form>
  );
}

function BackfillRow({ organizationId, backfill }: { readonly organizationId: string; readonly backfill: Backfill }) {
  const change = useChangeBackfill(organizationId, backfill.id);
  const percent = Math.floor(backfill.progress * 100);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {formatTimestamp(backfill.from)} to {formatTimestamp(backfill.to)}
          <span className="ml-2 text-xs font-normal text-muted">
            {backfill.kind === 'catch_up' && 'Catching up, '}
            {backfill.dryRun && 'Count, '}
            {states[backfill.state]}
          </span>
        </p>
        <progress aria-label="Progress" max={100} value={percent} className="progress-bar h-1.5 w-full max-w-md" />
        <p className="text-muted">{describe(backfill, percent)}</p>
        {backfill.days.length > 0 && <DayCounts backfill={backfill} />}
        {backfill.lastError !== null && <p className="text-xs text-critical">{backfill.lastError}</p>}
        {change.isError && (
          <p role="alert" className="text-xs text-critical">
            {messageOf(change.error)}
          </p>
        )}
      </div>
      {isOpen(backfill) && (
        <div className="flex gap-2">
          <Button size="sm" busy={change.isPending} onClick={() => change.mutate(backfill.state === 'paused' ? 'resume' : 'pause')}>
            {backfill.state === 'paused' ? 'Resume' : 'Pause'}
          </Button>
          <Button size="sm" busy={change.isPending} onClick={() => change.mutate('cancel')}>
            Cancel
          </Button>
        </div>
      )}
    </li>
  );
}

function DayCounts({ backfill }: { readonly backfill: Backfill }) {
  return (
    <details className="text-xs">
      <summary className="cursor-pointer">By day</summary>
      <ul className="mt-1 flex flex-col gap-0.5 tabular-nums">
        {backfill.days.map((day) => (
          <li key={day.day}>
            {day.day}: {formatCount(day.inRingba)} in Ringba, {formatCount(day.notHere)} not here
          </li>
        ))}
      </ul>
    </details>
  );
}

function describe(backfill: Backfill, percent: number) {
  const found = backfill.dryRun
    ? `${formatCount(backfill.created)} not here, ${formatCount(backfill.unchanged)} here`
    : `${formatCount(backfill.created)} new, ${formatCount(backfill.changed)} changed, ${formatCount(backfill.unchanged)} the same`;
  const rate = backfill.callsPerMinute === null ? '' : `, ${formatCount(Math.round(backfill.callsPerMinute))} calls a minute`;
  const left = backfill.secondsLeft === null ? '' : `, about ${formatCount(Math.ceil(backfill.secondsLeft / 60))} min left`;
  return `${percent} %, ${found}${rate}${left}`;
}
