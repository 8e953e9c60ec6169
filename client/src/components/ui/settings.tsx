import { useId, type ReactNode } from 'react';

/** The content of a settings page: sections below each other, no wider than text can be read. */
export function SettingsPage({ children }: { readonly children: ReactNode }) {
  return <div className="flex max-w-4xl flex-col gap-8 px-4 py-5 lg:px-6">{children}</div>;
}

interface SectionProps {
  readonly title: string;
  readonly summary?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of a settings page. */
export function Section({ title, summary, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          {summary !== undefined && <div className="max-w-2xl text-pretty text-muted">{summary}</div>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
