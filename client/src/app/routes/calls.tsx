import { Upload } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page';
import type { CallFilters as Filters } from '@/features/calls/api/list-calls';
import { CallFilters } from '@/features/calls/components/call-filters';
import { CallList } from '@/features/calls/components/call-list';
import { ImportDialog } from '@/features/calls/components/import-dialog';
import { may, useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';

interface CallsPageProps {
  readonly filters: Filters;
  readonly onFilters: (filters: Filters) => void;
}

export function CallsPage({ filters, onFilters }: CallsPageProps) {
  usePageTitle('Calls');
  const organization = useOrganization();
  const [importing, setImporting] = useState(false);
  const importButton = (
    <Button onClick={() => setImporting(true)}>
      <Upload aria-hidden className="size-4" /> Import
    </Button>
  );

  return (
    <>
      <PageHeader title="Calls" actions={may(organization, 'import_calls') ? importButton : undefined} />
      <CallFilters filters={filters} onChange={onFilters} />
      <CallList
        key={`${organization.id} ${JSON.stringify(filters)}`}
        filters={filters}
        onClearFilters={() => onFilters({})}
        emptyAction={may(organization, 'import_calls') ? importButton : null}
      />
      <ImportDialog open={importing} onClose={() => setImporting(false)} />
    </>
  );
}
