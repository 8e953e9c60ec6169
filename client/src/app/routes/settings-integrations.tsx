import { SettingsPage } from '@/components/ui/settings';
import { RingbaSection } from '@/features/ringba/components/ringba-section';
import { usePageTitle } from '@/lib/page-title';

export function IntegrationsSettingsPage() {
  usePageTitle('Integrations');
  return (
    <SettingsPage>
      <RingbaSection />
    </SettingsPage>
  );
}
