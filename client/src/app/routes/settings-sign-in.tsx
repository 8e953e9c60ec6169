import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/error-state';
import { Section, SettingsPage } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { identityProviderQuery } from '@/features/single-sign-on/api/identity-provider';
import { ProviderForm } from '@/features/single-sign-on/components/provider-form';
import { useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';

export function SingleSignOnSettingsPage() {
  usePageTitle('Single sign-on');
  const organization = useOrganization();
  const { data: provider, error, refetch } = useQuery(identityProviderQuery(organization.id));
  return (
    <SettingsPage>
      <Section
        title="Single sign-on"
        summary="Your people sign in through your own OpenID Connect provider. What it says counts in this organization alone: such a session opens no other one, and cannot change the person's account."
      >
        {provider !== undefined ? (
          <>
            <dl className="grid grid-cols-1 gap-x-4 gap-y-1 sm:grid-cols-[10rem_minmax(0,1fr)] sm:gap-y-2">
              <dt className="text-muted">Redirect address</dt>
              <dd className="font-mono text-xs wrap-anywhere">{window.location.origin}/api/v1/auth/oidc/callback</dd>
              <dt className="text-muted">Your short name</dt>
              <dd className="font-mono text-xs">{organization.slug}</dd>
            </dl>
            <ProviderForm provider={provider} />
          </>
        ) : error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading label="Loading the settings" className="flex max-w-lg flex-col gap-3">
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </Loading>
        )}
      </Section>
    </SettingsPage>
  );
}
