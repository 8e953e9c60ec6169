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
      {/* On a phone the summary takes the whole width below title and action instead of a narrow column beside them. */}
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 sm:items-start">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {actions && <div className="flex flex-wrap justify-end gap-2 sm:row-span-2">{actions}</div>}
        {summary !== undefined && <div className="col-start-1 col-end-3 max-w-2xl text-pretty text-muted sm:col-end-2">{summary}</div>}
      </div>
      {children}
    </section>
  );
}
