import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/ui/error-state';
import { Section, SettingsPage } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { organizationQuery } from '@/features/organizations/api/organization';
import { CampaignVerticals } from '@/features/organizations/components/campaign-verticals';
import { LeaveSection, OrganizationSection } from '@/features/organizations/components/organization-sections';
import { VerticalsForm } from '@/features/organizations/components/verticals-form';
import { may, useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';
import { showToast } from '@/lib/toasts';

export function OrganizationSettingsPage({ onLeft }: { readonly onLeft: () => void }) {
  usePageTitle('Organization');
  const organization = useOrganization();
  const { data, error, refetch } = useQuery(organizationQuery(organization.id));
  if (data === undefined) {
    return error !== null ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading label="Loading the organization" className="flex max-w-md flex-col gap-3 p-6">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-9" />
        <Skeleton className="h-20" />
      </Loading>
    );
  }
  return (
    <SettingsPage>
      <OrganizationSection settings={data} />
      {may(organization, 'manage_campaigns') && (
        <>
          <Section title="Verticals" summary="They decide which rules your calls are held against.">
            <VerticalsForm
              settings={data}
              label="Save the verticals"
              onSaved={() => showToast({ tone: 'success', message: 'The verticals are saved. Calls that come from now on follow them.' })}
            />
          </Section>
          <Section title="Campaigns" summary="Confirm what each campaign sells; until then its name is taken for a hint.">
            <CampaignVerticals />
          </Section>
        </>
      )}
      <LeaveSection onLeft={onLeft} />
    </SettingsPage>
  );
}
