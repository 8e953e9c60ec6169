import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormError } from '@/components/ui/form';
import { messageOf } from '@/lib/problem';

interface ConfirmDialogProps {
  readonly title: string;
  /** The button that does it. */
  readonly label: string;
  readonly children: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks once more before something that cannot be taken back. Rendered while it is open. */
export function ConfirmDialog({ title, label, children, onConfirm, onClose }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setMessage(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setMessage(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={title}>
      <div className="flex flex-col gap-3 p-4">
        <FormError message={message} />
        <div className="text-pretty text-muted">{children}</div>
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="critical" busy={busy} onClick={() => void confirm()}>
          {label}
        </Button>
      </div>
    </Dialog>
  );
}
