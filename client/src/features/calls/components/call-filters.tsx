import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { inputStyles, SearchInput } from '@/components/ui/field';
import { FilterSelect } from '@/components/ui/filter-select';
import { FilterBar } from '@/components/ui/page';
import { campaignsQuery } from '@/features/calls/api/list-campaigns';
import type { CallFilters as Filters } from '@/features/calls/api/list-calls';
import { cn } from '@/lib/cn';
import { addDays, dayOf } from '@/lib/format';
import { repeatNames, repeats, severities, severityLabels, statuses, statusLabels, verticalLabels, verticals } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { defined } from '@/lib/search';
import { useShortcuts } from '@/lib/shortcuts';
import { useNow } from '@/lib/use-now';
import { useRef } from 'react';

interface CallFiltersProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

const statusOptions = statuses.map((value) => ({ value, label: statusLabels[value] }));
const severityOptions = severities.map((value) => ({ value, label: severityLabels[value] }));
const verticalOptions = verticals.map((value) => ({ value, label: verticalLabels[value] }));

const repeatOptions = repeatNames.map((value) => ({ value, label: repeats[value].label }));

const searchDelayMs = 300;

type Change = { readonly [K in keyof Filters]?: Filters[K] | undefined };

export function CallFilters({ filters, onChange }: CallFiltersProps) {
  const organization = useOrganization();
  const campaigns = useQuery(campaignsQuery(organization.id));
  const campaignOptions = campaigns.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const change = (part: Change) => onChange(defined({ ...filters, ...part }));

  return (
    <FilterBar>
      <CallSearch value={filters.search ?? ''} onChange={(search) => change({ search })} />
      <FilterSelect
        label="Status"
        any="Any status"
        value={filters.status}
        options={statusOptions}
        onChange={(status) => change({ status })}
      />
      <FilterSelect
        label="Severity"
        any="Any severity"
        value={filters.severity}
        options={severityOptions}
        onChange={(severity) => change({ severity })}
      />
      <FilterSelect
        label="Campaign"
        any="Any campaign"
        value={filters.campaign}
        options={campaignOptions}
        onChange={(campaign) => change({ campaign })}
      />
      <FilterSelect
        label="Vertical"
        any="Any vertical"
        value={filters.vertical}
        options={verticalOptions}
        onChange={(vertical) => change({ vertical })}
      />
      <FilterSelect
        label="Repeat callers"
        any="Any caller"
        value={filters.repeat}
        options={repeatOptions}
        onChange={(repeat) => change({ repeat })}
      />
      <DateFilter from={filters.from} to={filters.to} onChange={change} />
      {filters.sameCallerAs !== undefined && (
        <Button size="sm" onClick={() => change({ sameCallerAs: undefined })}>
          Same caller
          <X aria-label="Remove" className="size-3.5" />
        </Button>
      )}
      {Object.keys(filters).length > 0 && (
        <Button size="sm" tone="ghost" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </FilterBar>
  );
}

/** Keeps what is being typed to itself, and puts it into the address once the hands rest. */
function CallSearch({ value, onChange }: { readonly value: string; readonly onChange: (value: string | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  // The address changed by other means than this field: Clear, or the way back.
  if (value !== seen) {
    setSeen(value);
    if (value !== text.trim()) {
      setText(value);
    }
  }
  const submit = useEffectEvent((next: string) => {
    if (next !== value) {
      onChange(next === '' ? undefined : next);
    }
  });
  useEffect(() => {
    const timer = setTimeout(() => submit(text.trim()), searchDelayMs);
    return () => clearTimeout(timer);
  }, [text]);
  useShortcuts('Calls', [{ key: '/', label: 'Search calls', run: () => input.current?.focus() }]);
  return (
    <SearchInput
      ref={input}
      label="Search calls"
      placeholder="Number, name or id"
      value={text}
      onChange={setText}
      className="w-44 shrink-0"
    />
  );
}

interface DateFilterProps {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (part: { readonly from: string | undefined; readonly to: string | undefined }) => void;
}

const presets = [
  { value: 'today', label: 'Today', first: 0, last: 0 },
  { value: 'yesterday', label: 'Yesterday', first: -1, last: -1 },
  { value: 'week', label: 'Last 7 days', first: -6, last: 0 },
  { value: 'month', label: 'Last 30 days', first: -29, last: 0 },
] as const;
const dateOptions = [...presets.map(({ value, label }) => ({ value, label })), { value: 'custom', label: 'Custom dates' }] as const;

function DateFilter({ from, to, onChange }: DateFilterProps) {
  const now = useNow();
  const [custom, setCustom] = useState(false);
  const dated = from !== undefined || to !== undefined;
  const preset = presets.find(({ first, last }) => from === dayOf(addDays(now, first)) && to === dayOf(addDays(now, last)));
  const value = custom ? 'custom' : dated ? (preset?.value ?? 'custom') : undefined;

  return (
    <>
      <FilterSelect
        label="Date"
        any="Any date"
        value={value}
        options={dateOptions}
        onChange={(next) => {
          setCustom(next === 'custom');
          const chosen = presets.find((candidate) => candidate.value === next);
          if (chosen !== undefined) {
            onChange({ from: dayOf(addDays(now, chosen.first)), to: dayOf(addDays(now, chosen.last)) });
          } else if (next === undefined) {
            onChange({ from: undefined, to: undefined });
          }
        }}
      />
      {value === 'custom' && (
        <div className="flex shrink-0 items-center gap-1.5 text-xs text-muted">
          <DayInput label="From" value={from} max={to} onChange={(next) => onChange({ from: next, to })} />
          to
          <DayInput label="To" value={to} min={from} onChange={(next) => onChange({ from, to: next })} />
        </div>
      )}
    </>
  );
}

interface DayInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function DayInput({ label, value, min, max, onChange }: DayInputProps) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value ?? ''}
      min={min}
      max={max}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      className={cn(inputStyles, 'h-7 w-34 border-strong text-xs coarse:h-9')}
    />
  );
}
