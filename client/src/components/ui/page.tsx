import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface PageHeaderProps {
  readonly title: string;
  readonly summary?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, summary, actions }: PageHeaderProps) {
  return (
    <header className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-2 lg:px-6">
      <h1 className="text-base font-semibold">{title}</h1>
      <div className="min-w-0 flex-1 truncate text-faint">{summary}</div>
      {actions}
    </header>
  );
}

interface PageBodyProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** The part of a page that scrolls. It takes the focus, because some pages hold nothing else that could. */
export function PageBody({ label, children }: PageBodyProps) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2">
      {children}
    </div>
  );
}

/** Filters stay on one line; on a phone the line scrolls. */
export function FilterBar({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <div role="group" aria-label="Filters" className={cn('border-b border-line', className)}>
      <div className="flex items-center gap-2 overflow-x-auto px-4 py-2 lg:flex-wrap lg:px-6">{children}</div>
    </div>
  );
}
