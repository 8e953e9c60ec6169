import { Section, SettingsPage } from '@/components/ui/settings';
import { InviteForm, InviteList } from '@/features/members/components/invites';
import { MemberList } from '@/features/members/components/member-list';
import { usePageTitle } from '@/lib/page-title';

export function MembersSettingsPage() {
  usePageTitle('Members');
  return (
    <SettingsPage>
      <Section title="Members" summary="Whoever is removed or given another role loses access at once.">
        <MemberList />
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
