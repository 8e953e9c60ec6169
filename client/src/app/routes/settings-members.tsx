import { useSuspenseQuery } from '@tanstack/react-query';
import { SettingsPage } from '@/components/ui/settings';
import { InviteSection } from '@/features/members/components/invites';
import { MemberList } from '@/features/members/components/member-list';
import { meQuery } from '@/features/organizations/api/get-me';
import { usePageTitle } from '@/lib/page-title';

export function MembersSettingsPage() {
  usePageTitle('Members');
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <SettingsPage>
      <MemberList selfId={me.user.id} />
      <InviteSection />
    </SettingsPage>
  );
}
