import { SettingsPage } from '@/components/ui/settings';
import { ApiKeyList } from '@/features/api-keys/components/api-key-list';
import { usePageTitle } from '@/lib/page-title';

export function ApiKeysSettingsPage() {
  usePageTitle('API keys');
  return (
    <SettingsPage>
      <ApiKeyList />
    </SettingsPage>
  );
}
