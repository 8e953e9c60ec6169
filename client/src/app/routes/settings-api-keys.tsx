import { Section, SettingsPage } from '@/components/ui/settings';
import { ApiKeys } from '@/features/api-keys/components/api-keys';
import { usePageTitle } from '@/lib/page-title';

export function ApiKeysSettingsPage() {
  usePageTitle('API keys');
  return (
    <SettingsPage>
      <Section
        title="API keys"
        summary="For programs of yours that read calls or decide about flags. A key opens this organization and no other."
      >
        <ApiKeys />
      </Section>
    </SettingsPage>
  );
}
