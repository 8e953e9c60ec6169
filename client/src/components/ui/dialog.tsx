import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** `drawer` fills the left edge, for navigation on phones. */
  readonly shape?: 'window' | 'drawer';
  readonly className?: string;
}

/**
 * The browser's own modal dialog: it traps the focus, hides the rest from readers and closes on Escape without any
 * script or injected style of ours, which the content security policy would refuse.
 */
export function Dialog({ open, onClose, title, children, shape = 'window', className }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) {
      return;
    }
    if (open && !dialog.open) {
      dialog.showModal();
    } else if (!open && dialog.open) {
      dialog.close();
    }
  }, [open]);

  return (
    // A click outside is a convenience; Escape and the close button do the same from the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) {
          onClose();
        }
      }}
      className={cn(
        'bg-raised text-ink shadow-overlay',
        shape === 'window'
          ? 'm-auto w-[min(34rem,calc(100vw-2rem))] rounded-lg border border-line open:arrive'
          : 'm-0 h-dvh max-h-none w-64 border-r border-line',
        className,
      )}
    >
      {open && (
        <div className={shape === 'window' ? 'flex max-h-[85dvh] flex-col' : 'h-full'}>
          <div className={shape === 'window' ? 'flex items-center gap-3 border-b border-line py-2.5 pr-2.5 pl-4' : 'sr-only'}>
            <h2 id={titleId} className="flex-1 text-base font-semibold">
              {title}
            </h2>
            <button
              type="button"
              aria-label="Close"
              onClick={onClose}
              className="grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
