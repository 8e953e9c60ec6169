import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Campaign, RejudgedSpan, RejudgementPlan, Vertical } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { confirmVertical, rejudgementPlanQuery } from '@/features/organizations/api/campaigns';
import { addDays, formatCount } from '@/lib/format';
import { verticalLabels } from '@/lib/labels';
import { messageOf } from '@/lib/problem';

const daysOffered = 30;

interface RemapDialogProps {
  readonly organizationId: string;
  readonly campaign: Campaign;
  readonly vertical: Vertical;
  readonly onClose: () => void;
}

/** Says what another vertical means for the calls that are here, and has them judged again if that is wanted. Rendered while it is open. */
export function RemapDialog({ organizationId, campaign, vertical, onClose }: RemapDialogProps) {
  const client = useQueryClient();
  const changes = vertical !== campaign.vertical;
  const [again, setAgain] = useState(!changes);
  const [first, setFirst] = useState(() => dayInUtc(addDays(new Date(), -daysOffered)));
  const [last, setLast] = useState(() => dayInUtc(new Date()));
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const span = spanOf(first, last);
  const plan = useQuery({
    ...rejudgementPlanQuery(organizationId, campaign.id, vertical, span ?? { from: '', to: '' }),
    enabled: again && span !== null,
  });
  const submit = async () => {
    setBusy(true);
    setMessage(null);
    try {
      await confirmVertical(organizationId, campaign.id, vertical, again ? span : null);
      await client.invalidateQueries({ queryKey: keys.campaigns(organizationId) });
      onClose();
    } catch (error) {
      setMessage(messageOf(error));
      setBusy(false);
    }
  };
  const counted = plan.data;
  const nothing = counted !== undefined && counted.judged + counted.waiting === 0;
  return (
    <Dialog open onClose={onClose} title={changes ? `${campaign.name}: ${verticalLabels[vertical]}` : `Judge ${campaign.name} again`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="flex flex-col gap-3 p-4">
          <FormError message={message} />
          {changes && (
            <>
              <p className="text-pretty text-muted">
                Calls that come from now on are held against the rules of {verticalLabels[vertical]}. Calls that are here keep their
                verdicts unless you have them judged again.
              </p>
              <label className="flex items-center gap-2">
                <input type="checkbox" checked={again} onChange={(event) => setAgain(event.target.checked)} />
                Judge calls again that are here
              </label>
            </>
          )}
          {again && (
            <>
              <div className="flex flex-wrap gap-3">
                <Field label="First day (UTC)" className="w-40">
                  {(props) => (
                    <Input {...props} type="date" required value={first} max={last} onChange={(event) => setFirst(event.target.value)} />
                  )}
                </Field>
                <Field label="Last day (UTC)" className="w-40">
                  {(props) => (
                    <Input {...props} type="date" required value={last} min={first} onChange={(event) => setLast(event.target.value)} />
                  )}
                </Field>
              </div>
              <div role="status" className="min-h-10 text-pretty text-muted">
                {span === null ? 'Choose a span of days.' : plan.isPending ? 'Counting…' : null}
                {counted !== undefined && <Plan plan={counted} vertical={vertical} />}
                {plan.isError && <span className="text-critical">{messageOf(plan.error)}</span>}
              </div>
            </>
          )}
        </div>
        <div className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" tone="primary" busy={busy} disabled={again && (counted === undefined || (nothing && !changes))}>
            {labelOf(changes, again ? counted?.judged : 0)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Plan({ plan: { judged, waiting, decided, removed }, vertical }: { readonly plan: RejudgementPlan; readonly vertical: Vertical }) {
  const kept = [
    decided > 0 && `${calls(decided)} with a reviewer's decision`,
    removed > 0 && `${calls(removed)} whose words were removed`,
  ].filter((part) => part !== false);
  return (
    <>
      {judged === 0 && waiting === 0
        ? `No call of these days was judged by other rules than those of ${verticalLabels[vertical]}.`
        : `${calls(judged)} to be judged again, from the transcripts that are here${waiting > 0 ? `; ${calls(waiting)} without a verdict so far` : ''}.`}
      {kept.length > 0 && ` ${kept.join(' and ')} ${decided + removed === 1 ? 'stays as it is' : 'stay as they are'}.`}
    </>
  );
}

function labelOf(changes: boolean, judged: number | undefined): string {
  const again = judged === undefined || judged === 0 ? null : `judge ${calls(judged)} again`;
  if (!changes) {
    return again === null ? 'Judge again' : `${again[0]?.toUpperCase() ?? ''}${again.slice(1)}`;
  }
  return again === null ? 'Change the vertical' : `Change and ${again}`;
}

function calls(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'call' : 'calls'}`;
}

function spanOf(first: string, last: string): RejudgedSpan | null {
  if (first === '' || last === '' || last < first) {
    return null;
  }
  const end = new Date(`${last}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return { from: `${first}T00:00:00Z`, to: end.toISOString() };
}

function dayInUtc(date: Date): string {
  return date.toISOString().slice(0, 10);
}
