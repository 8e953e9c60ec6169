import { Section, SettingsPage } from '@/components/ui/settings';
import { roleLabels } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';

export function OrganizationSettingsPage() {
  usePageTitle('Organization');
  const organization = useOrganization();
  return (
    <SettingsPage>
      <Section title="Organization" summary="How it is named here and in addresses.">
        <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 gap-y-2">
          <dt className="text-muted">Name</dt>
          <dd>{organization.name}</dd>
          <dt className="text-muted">Address</dt>
          <dd className="font-mono text-xs">/o/{organization.slug}</dd>
          <dt className="text-muted">Your role</dt>
          <dd>{roleLabels[organization.role]}</dd>
        </dl>
      </Section>
    </SettingsPage>
  );
}
