import { useState } from 'react';
import type { HoldScope } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input, inputStyles } from '@/components/ui/field';
import { usePlaceHold } from '@/features/privacy/api/legal-holds';
import { cn } from '@/lib/cn';
import { ApiError, messageOf } from '@/lib/problem';

interface PlaceHoldDialogProps {
  readonly organizationId: string;
  /** The call to keep; null lets people choose between a caller and everything. */
  readonly callId: string | null;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function PlaceHoldDialog({ open, onClose, ...rest }: PlaceHoldDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Place a legal hold">
      <HoldForm {...rest} onClose={onClose} />
    </Dialog>
  );
}

function HoldForm({ organizationId, callId, onClose }: Omit<PlaceHoldDialogProps, 'open'>) {
  const place = usePlaceHold(organizationId);
  const [scope, setScope] = useState<HoldScope>(callId === null ? 'caller' : 'call');
  const [callerNumber, setCallerNumber] = useState('');
  const [reason, setReason] = useState('');
  const fields = place.error instanceof ApiError ? place.error.fields : {};

  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        place.mutate(
          { scope, callId: scope === 'call' ? callId : null, callerNumber: scope === 'caller' ? callerNumber : null, reason },
          { onSuccess: onClose },
        );
      }}
    >
      <div className="flex flex-col gap-3 overflow-y-auto p-4">
        {callId === null && (
          <Field label="What to keep">
            {(control) => (
              <select
                {...control}
                className={cn(inputStyles, 'h-9')}
                value={scope}
                onChange={(event) => setScope(event.target.value as HoldScope)}
              >
                <option value="caller">One caller, calls to come included</option>
                <option value="organization">Every call</option>
              </select>
            )}
          </Field>
        )}
        {scope === 'caller' && (
          <Field label="Caller number" error={fields['callerNumber']?.[0]}>
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
        )}
        <Field label="Reason" hint="For whoever reads the audit log later." error={fields['reason']?.[0]}>
          {(control) => <Input {...control} required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {place.isError && Object.keys(fields).length === 0 && (
          <p role="alert" className="text-critical">
            {messageOf(place.error)}
          </p>
        )}
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={place.isPending}>
          Place hold
        </Button>
      </div>
    </form>
  );
}
