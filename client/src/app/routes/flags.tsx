import { useQuery } from '@tanstack/react-query';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Kbd } from '@/components/ui/states';
import type { InboxFilters as Filters } from '@/features/flags/api/list-flags';
import { Inbox } from '@/features/flags/components/inbox';
import { InboxFilters } from '@/features/flags/components/inbox-filters';
import { useDeferredDecisions, useHiddenCalls } from '@/features/review/deferred-decisions';
import { rulesQuery } from '@/features/rules/api/list-rules';
import { useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';

interface FlagsPageProps {
  readonly filters: Filters;
  readonly onFilters: (filters: Filters) => void;
}

export function FlagsPage({ filters, onFilters }: FlagsPageProps) {
  usePageTitle('Flags');
  const organization = useOrganization();
  const decisions = useDeferredDecisions();
  const hidden = useHiddenCalls();
  const rules = useQuery(rulesQuery(organization.id));

  return (
    <>
      <PageHeader
        title="Flags"
        actions={
          <p className="hidden items-center gap-1 text-xs text-faint lg:flex">
            <Kbd>J</Kbd> <Kbd>K</Kbd> move <Kbd className="ml-2">Enter</Kbd> open <Kbd className="ml-2">?</Kbd> all shortcuts
          </p>
        }
      />
      <InboxFilters
        filters={filters}
        rules={rules.data?.items.map(({ slug, title }) => ({ value: slug, label: title })) ?? []}
        onChange={onFilters}
      />
      <PageBody label="Flagged calls">
        <Inbox
          key={organization.id}
          filters={filters}
          onClearFilters={() => onFilters(filters.state === undefined ? {} : { state: filters.state })}
          hidden={hidden}
          onDecide={(callId, decision) => decisions.decide(organization.id, callId, decision)}
        />
      </PageBody>
    </>
  );
}
