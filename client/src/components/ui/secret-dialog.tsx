import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form';
import { messageOf } from '@/lib/problem';

/** How long a secret that was replaced goes on beside the new one; the API takes hours. */
export const overlaps = [
  { value: '0', label: 'End it at once' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
] as const;

/** What the pages that make a secret hand through. */
export interface SecretDialogHandlers {
  readonly onClose: () => void;
  readonly onChanged: () => Promise<void>;
}

interface SecretDialogProps<T> extends SecretDialogHandlers {
  readonly title: string;
  /** Of the button that makes it. */
  readonly label: string;
  readonly ready: boolean;
  readonly make: () => Promise<T>;
  /** The dialog's title once it is made. */
  readonly madeTitle: string;
  /** Shows what was made. */
  readonly show: (made: T) => ReactNode;
  readonly children: ReactNode;
}

/** Asks for what a secret needs, makes it, and shows it this once. */
export function SecretDialog<T>({ title, label, ready, make, madeTitle, show, onClose, onChanged, children }: SecretDialogProps<T>) {
  const [made, setMade] = useState<{ readonly it: T } | null>(null);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setMessage(null);
    try {
      setMade({ it: await make() });
      await onChanged();
    } catch (error) {
      setMessage(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  if (made !== null) {
    return (
      <Dialog open onClose={onClose} title={madeTitle}>
        <div className="flex flex-col gap-4 p-4">{show(made.it)}</div>
        <div className="flex justify-end border-t border-line px-4 py-3">
          <Button tone="primary" onClick={onClose}>
            I have stored it
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={title}>
      <form onSubmit={(event) => void submit(event)} className="flex min-h-0 flex-col">
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
          <FormError message={message} />
          {children}
        </div>
        <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={busy} disabled={busy || !ready}>
            {label}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
