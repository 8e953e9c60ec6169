import type { ReactNode } from 'react';
import { Logo } from '@/app/logo';
import { usePageTitle } from '@/lib/page-title';

interface AuthFrameProps {
  readonly title: string;
  readonly summary: string;
  readonly children: ReactNode;
  /** Other ways on, below the card. */
  readonly footer?: ReactNode;
}

/** The frame of every page that people see before they are signed in. */
export function AuthFrame({ title, summary, children, footer }: AuthFrameProps) {
  usePageTitle(title);
  return (
    <main className="grid min-h-dvh place-items-center bg-subtle px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-9 shrink-0" />
          <div>
            <h1 className="text-lg leading-6 font-semibold">{title}</h1>
            <p className="text-muted">{summary}</p>
          </div>
        </div>
        <div className="rounded-lg border border-line bg-raised p-5">{children}</div>
        {footer !== undefined && <div className="mt-4 flex flex-wrap justify-between gap-x-4 gap-y-2">{footer}</div>}
      </div>
    </main>
  );
}
