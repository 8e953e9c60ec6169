import { useState } from 'react';
import type { Erasure } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { useConfirmErasure, usePreviewErasure } from '@/features/privacy/api/erasures';
import { formatCount, formatPhone } from '@/lib/format';
import { ApiError, messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

interface EraseDialogProps {
  readonly organizationId: string;
  /** One that was previewed before; null starts with the number. */
  readonly erasure: Erasure | null;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Two steps: count what there is, then say that it shall go. */
export function EraseDialog({ open, onClose, ...rest }: EraseDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Erase a caller">
      <EraseSteps {...rest} onClose={onClose} />
    </Dialog>
  );
}

function EraseSteps({ organizationId, erasure, onClose }: Omit<EraseDialogProps, 'open'>) {
  const [previewed, setPreviewed] = useState<Erasure | null>(erasure);
  return previewed === null ? (
    <PreviewForm organizationId={organizationId} onClose={onClose} onPreviewed={setPreviewed} />
  ) : (
    <ConfirmForm organizationId={organizationId} erasure={previewed} onClose={onClose} />
  );
}

interface PreviewFormProps {
  readonly organizationId: string;
  readonly onClose: () => void;
  readonly onPreviewed: (erasure: Erasure) => void;
}

function PreviewForm({ organizationId, onClose, onPreviewed }: PreviewFormProps) {
  const preview = usePreviewErasure(organizationId);
  const [callerNumber, setCallerNumber] = useState('');
  const [deletesCalls, setDeletesCalls] = useState(false);
  const fields = preview.error instanceof ApiError ? preview.error.fields : {};
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        preview.mutate({ callerNumber, deletesCalls }, { onSuccess: onPreviewed });
      }}
    >
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        <Field label="Caller number" hint="Nothing is removed yet." error={fields['callerNumber']?.[0]}>
          {(control) => (
            <Input
              {...control}
              type="tel"
              autoComplete="off"
              required
              maxLength={40}
              value={callerNumber}
              onChange={(event) => setCallerNumber(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 text-xs font-medium text-muted">What is to go</legend>
          <label className="flex gap-2">
            <input type="radio" name="mode" checked={!deletesCalls} onChange={() => setDeletesCalls(false)} className="mt-1 shrink-0" />
            <span>Everything that tells of the person; time, money, score and broken rules stay</span>
          </label>
          <label className="flex gap-2">
            <input type="radio" name="mode" checked={deletesCalls} onChange={() => setDeletesCalls(true)} className="mt-1 shrink-0" />
            <span>Whole calls, as if they had never come in</span>
          </label>
        </fieldset>
        {preview.isError && Object.keys(fields).length === 0 && (
          <p role="alert" className="text-critical">
            {messageOf(preview.error)}
          </p>
        )}
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={preview.isPending}>
          Count what there is
        </Button>
      </div>
    </form>
  );
}

interface ConfirmFormProps {
  readonly organizationId: string;
  readonly erasure: Erasure;
  readonly onClose: () => void;
}

function ConfirmForm({ organizationId, erasure, onClose }: ConfirmFormProps) {
  const confirm = useConfirmErasure(organizationId);
  const [understood, setUnderstood] = useState(false);
  const { found } = erasure;
  const counts = [
    ['Calls', found.calls],
    ['Recordings', found.recordings],
    ['Transcripts', found.transcripts],
    ['Quotes of flags', found.quotes],
    ['Review notes', found.reviewNotes],
  ] as const;
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate(erasure.id, {
          onSuccess: () => {
            showToast({ tone: 'success', message: 'The erasure has started.' });
            onClose();
          },
        });
      }}
    >
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        <p>
          Of <strong>{formatPhone(erasure.callerNumber)}</strong> there are:
        </p>
        <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 rounded-lg border border-line px-3 py-2">
          {counts.map(([name, count]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="text-right tabular-nums">{formatCount(count)}</dd>
            </div>
          ))}
        </dl>
        <p className="text-muted">
          {erasure.deletesCalls
            ? 'The calls are removed as a whole.'
            : 'Number, audio, words, quotes and notes are removed. Time, money, score and broken rules stay.'}{' '}
          Calls from before now do not come back, not even from Ringba.
        </p>
        <label className="flex gap-2">
          <input type="checkbox" checked={understood} onChange={(event) => setUnderstood(event.target.checked)} className="mt-1 shrink-0" />
          <span>I know that this cannot be undone.</span>
        </label>
        {confirm.isError && (
          <p role="alert" className="text-critical">
            {messageOf(confirm.error)}
          </p>
        )}
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="critical" busy={confirm.isPending} disabled={!understood || confirm.isPending}>
          Erase for good
        </Button>
      </div>
    </form>
  );
}
