import { Button } from '@/components/ui/button';
import { FilterSelect } from '@/components/ui/filter-select';
import { FilterBar } from '@/components/ui/page';
import { inboxStates, type InboxFilters as Filters } from '@/features/flags/api/list-flags';
import { severities, severityLabels, verticalLabels, verticals } from '@/lib/labels';
import { defined } from '@/lib/search';

interface InboxFiltersProps {
  readonly filters: Filters;
  readonly rules: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (filters: Filters) => void;
}

const stateLabels = { open: 'Open', confirmed: 'Confirmed', safe: 'Marked safe' } as const;
const stateOptions = inboxStates.map((value) => ({ value, label: stateLabels[value] }));
const severityOptions = severities.map((value) => ({ value, label: severityLabels[value] }));
const verticalOptions = verticals.map((value) => ({ value, label: verticalLabels[value] }));

export function InboxFilters({ filters, rules, onChange }: InboxFiltersProps) {
  const change = (part: { readonly [K in keyof Filters]?: Filters[K] | undefined }) => onChange(defined({ ...filters, ...part }));
  return (
    <FilterBar>
      <FilterSelect
        label="Review"
        any={null}
        value={filters.state ?? 'open'}
        options={stateOptions}
        onChange={(state) => change({ state: state === 'open' ? undefined : state })}
      />
      <FilterSelect
        label="Severity"
        any="Any severity"
        value={filters.severity}
        options={severityOptions}
        onChange={(severity) => change({ severity })}
      />
      <FilterSelect label="Rule" any="Any rule" value={filters.rule} options={rules} onChange={(rule) => change({ rule })} />
      <FilterSelect
        label="Vertical"
        any="Any vertical"
        value={filters.vertical}
        options={verticalOptions}
        onChange={(vertical) => change({ vertical })}
      />
      {Object.keys(filters).length > 0 && (
        <Button size="sm" tone="ghost" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </FilterBar>
  );
}
