import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Info, Scale, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { DayTotals, Reconciliation } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { Listed } from '@/components/ui/listed';
import { Section } from '@/components/ui/settings';
import { StateMessage } from '@/components/ui/states';
import { reconciliationsQuery, useExplainDifference } from '@/features/ringba/api/reconciliations';
import { cn } from '@/lib/cn';
import { formatCount, formatDuration, formatMoney, formatTimestamp, nothing } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import { ApiError, messageOf } from '@/lib/problem';

/** Whether each day is here as Ringba adds it up: calls, connected time and money. */
export function ReconciliationSection() {
  const organization = useOrganization();
  const query = useQuery(reconciliationsQuery(organization.id));
  const [explaining, setExplaining] = useState<Reconciliation | null>(null);
  return (
    <Section
      title="Reconciliation"
      summary="Each UTC day is compared with what Ringba adds up, two hours after its end and again for 30 days. A day that differs is read again by itself."
    >
      <Listed
        query={query}
        loading="Loading the reconciliation"
        empty={
          <StateMessage icon={Scale} title="No day compared yet" className="rounded-lg border border-line py-8">
            <p>The first day that was read whole is compared two hours after it ends.</p>
          </StateMessage>
        }
      >
        {(items) => <DayTable days={items} onExplain={setExplaining} />}
      </Listed>
      <Dialog
        open={explaining !== null}
        onClose={() => setExplaining(null)}
        title={explaining === null ? 'Explain' : `Explain ${explaining.day}`}
      >
        {explaining !== null && <ExplainForm organizationId={organization.id} row={explaining} onClose={() => setExplaining(null)} />}
      </Dialog>
    </Section>
  );
}

interface DayTableProps {
  readonly days: readonly Reconciliation[];
  readonly onExplain: (row: Reconciliation) => void;
}

const measures: readonly { readonly name: string; readonly of: (totals: DayTotals) => string }[] = [
  { name: 'Calls', of: ({ calls }) => (calls === null ? nothing : formatCount(calls)) },
  { name: 'Connected', of: ({ connectedSeconds }) => (connectedSeconds === null ? nothing : formatDuration(connectedSeconds)) },
  { name: 'Revenue', of: ({ revenue }) => formatMoney(revenue) },
  { name: 'Payout', of: ({ payout }) => formatMoney(payout) },
];

function DayTable({ days, onExplain }: DayTableProps) {
  return (
    <div
      role="region"
      aria-label="Days compared with Ringba"
      tabIndex={0}
      className="relative overflow-x-auto rounded-lg border border-line"
    >
      <table className="w-full min-w-xl">
        <thead className="bg-subtle text-left text-xs text-faint">
          <tr>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Day (UTC)
            </th>
            {measures.map(({ name }) => (
              <th key={name} scope="col" className="px-3 py-1.5 text-right font-medium">
                {name}
              </th>
            ))}
            <th scope="col" className="px-3 py-1.5 font-medium">
              State
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line tabular-nums">
          {days.map((row) => (
            <tr key={`${row.connectionId} ${row.day}`} className="align-top">
              <th scope="row" className="px-3 py-2 text-left font-medium whitespace-nowrap">
                {row.day}
              </th>
              {measures.map(({ name, of }) => (
                <Measure key={name} row={row} of={of} />
              ))}
              <td className="px-3 py-2">
                <State row={row} onExplain={onExplain} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One figure when both sides say the same, otherwise both. */
function Measure({ row, of }: { readonly row: Reconciliation; readonly of: (totals: DayTotals) => string }) {
  const [ours, theirs] = [of(row.ours), of(row.theirs)];
  const differs = theirs !== nothing && ours !== theirs;
  return (
    <td className={cn('px-3 py-2 text-right', differs && row.state === 'differs' && 'text-warning')}>
      {ours}
      {differs && (
        <span className="block text-xs">
          <span className="text-faint">Ringba </span>
          {theirs}
        </span>
      )}
    </td>
  );
}

const looks = {
  matched: { icon: CircleCheck, style: 'text-safe', label: 'Agrees' },
  differs: { icon: TriangleAlert, style: 'text-warning', label: 'Differs' },
  explained: { icon: Info, style: 'text-info', label: 'Explained' },
} as const;

function State({ row, onExplain }: { readonly row: Reconciliation; readonly onExplain: (row: Reconciliation) => void }) {
  const { icon: Icon, style, label } = looks[row.state];
  const removed = row.removed.calls ?? 0;
  return (
    <div className="flex flex-col items-start gap-1">
      <span className={cn('inline-flex items-center gap-1', style)}>
        <Icon aria-hidden className="size-3.5" />
        {label}
      </span>
      {row.state === 'differs' && (
        <>
          <span className="text-xs text-muted">
            Read again {row.rereads === 1 ? 'once' : `${row.rereads} times`}
            {row.nextCheckAt !== null && `, compared next ${formatTimestamp(row.nextCheckAt)}`}
          </span>
          <Button size="sm" onClick={() => onExplain(row)}>
            Explain<span className="sr-only"> {row.day}</span>
          </Button>
        </>
      )}
      {row.state === 'explained' && (
        <span className="text-xs text-muted">
          {row.explanation ?? `${formatCount(removed)} ${removed === 1 ? 'call was' : 'calls were'} removed here on purpose.`}
        </span>
      )}
    </div>
  );
}

interface ExplainFormProps {
  readonly organizationId: string;
  readonly row: Reconciliation;
  readonly onClose: () => void;
}

function ExplainForm({ organizationId, row, onClose }: ExplainFormProps) {
  const explain = useExplainDifference(organizationId);
  const [text, setText] = useState('');
  const fields = explain.error instanceof ApiError ? explain.error.fields : {};
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        explain.mutate({ connectionId: row.connectionId, day: row.day, explanation: text }, { onSuccess: onClose });
      }}
    >
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        <p className="text-muted">The day is not read again for this difference. If Ringba changes it once more, it shows up anew.</p>
        <Field label="Why it differs" error={fields['explanation']?.[0]}>
          {(control) => <Input {...control} required maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        {explain.isError && Object.keys(fields).length === 0 && (
          <p role="alert" className="text-critical">
            {messageOf(explain.error)}
          </p>
        )}
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button type="button" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" tone="primary" busy={explain.isPending}>
          Explain
        </Button>
      </div>
    </form>
  );
}
