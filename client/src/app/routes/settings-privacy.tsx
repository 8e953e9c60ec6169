import { SettingsPage } from '@/components/ui/settings';
import { ErasuresSection } from '@/features/privacy/components/erasures-section';
import { HoldsSection } from '@/features/privacy/components/holds-section';
import { RetentionSection } from '@/features/privacy/components/retention-section';
import { may, useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';

export function PrivacySettingsPage() {
  usePageTitle('Privacy');
  const organization = useOrganization();
  return (
    <SettingsPage>
      <RetentionSection organizationId={organization.id} />
      <HoldsSection organizationId={organization.id} slug={organization.slug} />
      {may(organization, 'erase_callers') && <ErasuresSection organizationId={organization.id} />}
    </SettingsPage>
  );
}
