import { Check, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { CallSummary, Decision, Review } from '@/api/types';
import { Button } from '@/components/ui/button';
import { inputStyles } from '@/components/ui/field';
import { Kbd } from '@/components/ui/states';
import { useDecideCall } from '@/features/review/api/decide-call';
import { cn } from '@/lib/cn';
import { formatDayAndClock, formatMoment } from '@/lib/format';
import { may, useOrganization } from '@/lib/organization';
import { useShortcuts } from '@/lib/shortcuts';

const noteMaxLength = 2000;

/** Where a person has the last word on what the judge found. */
export function ReviewPanel({ call, reviews }: { readonly call: CallSummary; readonly reviews: readonly Review[] }) {
  const organization = useOrganization();
  const decide = useDecideCall({ organizationId: organization.id, callId: call.id });
  const [note, setNote] = useState('');

  const allowed = may(organization, 'review_calls');
  const undecided = call.status === 'flagged' && call.reviewState === 'open';
  const open = allowed && undecided && !decide.isPending;

  const submit = (decision: Decision) => {
    if (open) {
      decide.mutate({ decision, note: note.trim() === '' ? null : note.trim() }, { onSuccess: () => setNote('') });
    }
  };

  useShortcuts(
    'Review',
    open
      ? [
          { key: 's', label: 'Mark safe', run: () => submit('safe') },
          { key: 'c', label: 'Confirm violation', run: () => submit('confirmed') },
        ]
      : [],
  );

  return (
    <section aria-labelledby="review-heading" className="flex flex-col gap-2.5">
      <h2 id="review-heading" className="text-xs font-semibold text-muted">
        Review
      </h2>
      {undecided && !allowed && <p className="text-muted">Your role can read this call. A reviewer decides on it.</p>}
      {undecided && allowed && (
        <div className="flex flex-col gap-2">
          <textarea
            aria-label="Note"
            placeholder="Note (optional)"
            value={note}
            maxLength={noteMaxLength}
            rows={2}
            onChange={(event) => setNote(event.target.value)}
            className={cn(inputStyles, 'field-sizing-content max-h-48 min-h-14 resize-none border-strong py-1.5')}
          />
          <div className="grid grid-cols-2 gap-2">
            <Button tone="safe" disabled={!open} onClick={() => submit('safe')}>
              <Check aria-hidden className="size-4" />
              Mark safe
              <Kbd className="hidden border-safe-line bg-transparent text-safe lg:inline-grid">S</Kbd>
            </Button>
            <Button tone="critical" disabled={!open} onClick={() => submit('confirmed')}>
              <ShieldAlert aria-hidden className="size-4" />
              Confirm
              <Kbd className="hidden border-critical-line bg-transparent text-critical lg:inline-grid">C</Kbd>
            </Button>
          </div>
        </div>
      )}
      {call.reviewState === 'safe' && <Outcome decision="safe" />}
      {call.reviewState === 'confirmed' && (
        <>
          <Outcome decision="confirmed" />
          {allowed && call.status === 'flagged' && (
            <Button
              tone="ghost"
              size="sm"
              className="self-start"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ decision: 'safe', note: null })}
            >
              Mark safe instead
            </Button>
          )}
        </>
      )}
      {call.status === 'safe' && call.reviewState === 'none' && (
        <p className="text-muted">The judge raised no flags, so there is nothing to decide.</p>
      )}
      {reviews.length > 0 && (
        <ol className="flex flex-col gap-2" aria-label="Decisions">
          {reviews.map((review) => (
            <li key={review.id} className="border-l-2 border-line pl-3">
              <p>
                <span className="font-medium">{review.reviewerName}</span>{' '}
                <span className="text-muted">{review.decision === 'safe' ? 'marked this call safe' : 'confirmed the violation'}</span>{' '}
                <time dateTime={review.decidedAt} title={formatMoment(review.decidedAt)} className="text-faint">
                  {formatDayAndClock(review.decidedAt)}
                </time>
              </p>
              {review.note !== null && <p className="mt-0.5 break-words whitespace-pre-wrap text-muted">{review.note}</p>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Outcome({ decision }: { readonly decision: Decision }) {
  return decision === 'safe' ? (
    <p className="flex items-center gap-2 rounded-md border border-safe-line bg-safe-soft px-2.5 py-1.5 font-medium text-safe">
      <Check aria-hidden className="size-4" /> Marked safe
    </p>
  ) : (
    <p className="flex items-center gap-2 rounded-md border border-critical-line bg-critical-soft px-2.5 py-1.5 font-medium text-critical">
      <ShieldAlert aria-hidden className="size-4" /> Violation confirmed
    </p>
  );
}
