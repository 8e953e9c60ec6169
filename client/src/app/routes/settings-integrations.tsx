import { SettingsPage } from '@/components/ui/settings';
import { BackfillsSection } from '@/features/ringba/components/backfills-section';
import { ReconciliationSection } from '@/features/ringba/components/reconciliation-section';
import { RingbaSection } from '@/features/ringba/components/ringba-section';
import { WebhooksSection } from '@/features/sources/components/webhooks-section';
import { usePageTitle } from '@/lib/page-title';

export function IntegrationsSettingsPage() {
  usePageTitle('Integrations');
  return (
    <SettingsPage>
      <RingbaSection />
      <BackfillsSection />
      <ReconciliationSection />
      <WebhooksSection />
    </SettingsPage>
  );
}
