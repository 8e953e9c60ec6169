import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface StateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** What it means and what to do about it. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
  /** Errors announce themselves; an empty list does not interrupt. */
  readonly role?: 'alert' | undefined;
  readonly heading?: 'h1' | 'h2';
}

/** Fills a page or panel that has nothing to list. */
export function StateMessage({ icon: Icon, title, children, actions, className, role, heading: Heading = 'h2' }: StateProps) {
  return (
    <div role={role} className={cn('flex flex-col items-center justify-center gap-1 px-6 py-16 text-center', className)}>
      <Icon aria-hidden className="mb-2 size-6 text-faint" strokeWidth={1.5} />
      <Heading className="text-base font-semibold text-ink">{title}</Heading>
      {children !== undefined && <div className="max-w-md text-pretty text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cn('skeleton block', className)} />;
}

/** Stands in for content that is on its way; readers hear the label once. */
export function Loading({
  label,
  children,
  className,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <div role="status" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}

export function Kbd({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <kbd
      className={cn(
        'inline-grid h-[18px] min-w-[18px] place-items-center rounded-sm border border-strong bg-subtle px-1 font-sans text-2xs font-medium text-muted',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
