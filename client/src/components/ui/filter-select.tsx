import { ChevronDown } from 'lucide-react';
import { cn } from '@/lib/cn';

interface FilterSelectProps<T extends string> {
  readonly label: string;
  /** Undefined stands for no filter. */
  readonly value: T | undefined;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  /** The words for no filter, for example "Any status". */
  readonly any: string | null;
  readonly onChange: (value: T | undefined) => void;
}

/** The platform's own select, dressed as a filter: it is the one control that works well with every finger and reader. */
export function FilterSelect<T extends string>({ label, value, options, any, onChange }: FilterSelectProps<T>) {
  const active = any !== null && value !== undefined;
  return (
    <div className="relative shrink-0">
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value)}
        className={cn(
          'h-7 max-w-48 field-sizing-content appearance-none truncate rounded-md border bg-raised pr-7 pl-2.5 text-xs font-medium transition-colors hover:bg-hover coarse:h-9',
          active ? 'border-accent bg-accent-soft text-accent' : 'border-strong text-muted',
        )}
      >
        {any !== null && <option value="">{any}</option>}
        {value !== undefined && !options.some((option) => option.value === value) && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className={cn('pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2', active ? 'text-accent' : 'text-faint')}
      />
    </div>
  );
}
