import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { cn } from '@/lib/cn';
import { dismissToast, pauseToasts, resumeToasts, runToastAction, useToasts, type ToastTone } from '@/lib/toasts';

const icons = { neutral: Info, success: CircleCheck, error: CircleAlert } as const;
const iconColours: Readonly<Record<ToastTone, string>> = { neutral: 'text-muted', success: 'text-safe', error: 'text-critical' };

export function Toaster() {
  const toasts = useToasts();
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-3 z-40 flex flex-col items-center gap-2 sm:inset-x-auto sm:right-4 sm:bottom-4 sm:items-end"
    >
      {toasts.map((toast) => {
        const Icon = icons[toast.tone];
        return (
          // Nothing here is operated by these handlers; they only stop the clock for whoever reads or reaches a button.
          // eslint-disable-next-line jsx-a11y/no-static-element-interactions
          <div
            key={toast.id}
            role={toast.tone === 'error' ? 'alert' : undefined}
            onMouseEnter={pauseToasts}
            onMouseLeave={resumeToasts}
            onFocus={pauseToasts}
            onBlur={resumeToasts}
            className="pointer-events-auto flex w-full max-w-sm items-center gap-2.5 rounded-lg border border-line bg-raised py-2 pr-2 pl-3 text-sm shadow-overlay arrive"
          >
            <Icon aria-hidden className={cn('size-4 shrink-0', iconColours[toast.tone])} />
            <p className="min-w-0 flex-1 break-words">{toast.message}</p>
            {toast.action !== undefined && (
              <button
                type="button"
                onClick={() => runToastAction(toast.id)}
                className="h-7 rounded-md px-2 text-sm font-semibold text-accent hover:bg-accent-soft"
              >
                {toast.action.label}
              </button>
            )}
            <button
              type="button"
              aria-label="Dismiss"
              onClick={() => dismissToast(toast.id)}
              className="grid size-7 shrink-0 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </div>
        );
      })}
    </section>
  );
}
