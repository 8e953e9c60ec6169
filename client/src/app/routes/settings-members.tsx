import { useQuery } from '@tanstack/react-query';
import { Section, SettingsPage } from '@/components/ui/settings';
import { InviteForm, InviteList } from '@/features/members/components/invites';
import { MemberList } from '@/features/members/components/member-list';
import { meQuery } from '@/features/organizations/api/get-me';
import { usePageTitle } from '@/lib/page-title';

export function MembersSettingsPage() {
  usePageTitle('Members');
  const me = useQuery(meQuery);
  return (
    <SettingsPage>
      <Section title="Members" summary="Whoever is removed or given another role loses access at once.">
        <MemberList myId={me.data?.user.id} />
      </Section>
      <Section title="Open invites" summary="Nobody belongs here before they accept.">
        <InviteList />
      </Section>
      <Section title="Invite somebody" summary="A letter with a link that works once, for seven days.">
        <InviteForm />
      </Section>
    </SettingsPage>
  );
}
