import { Section, SettingsPage } from '@/components/ui/settings';
import type { AuditFilters } from '@/features/audit/api/list-audit-entries';
import { AuditChain } from '@/features/audit/components/audit-chain';
import { AuditLog } from '@/features/audit/components/audit-log';
import { usePageTitle } from '@/lib/page-title';

interface AuditSettingsPageProps {
  readonly filters: AuditFilters;
  readonly onFilters: (filters: AuditFilters) => void;
}

export function AuditSettingsPage({ filters, onFilters }: AuditSettingsPageProps) {
  usePageTitle('Audit log');
  return (
    <SettingsPage>
      <Section title="Integrity" summary="The log only grows. The database chains its entries by hash, so that a change or a gap shows.">
        <AuditChain />
      </Section>
      <Section title="Audit log" summary="Who did what in this organization, newest first.">
        <AuditLog filters={filters} onFilters={onFilters} />
      </Section>
    </SettingsPage>
  );
}
