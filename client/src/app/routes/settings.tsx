import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Permission } from '@/api/types';
import { settingsSections } from '@/app/settings-sections';
import { PageBody, PageHeader } from '@/components/ui/page';
import { StateMessage } from '@/components/ui/states';
import { may, useOrganization } from '@/lib/organization';

/** The frame of every settings page: its tabs, and the word to whoever may not open it. */
export function SettingsLayout() {
  const organization = useOrganization();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const allowed = (permission: Permission | undefined) => permission === undefined || may(organization, permission);
  const sections = settingsSections.map((section) => ({
    ...section,
    allowed: allowed('permission' in section ? (section.permission as Permission) : undefined),
  }));
  const refused = sections.some(({ to, allowed }) => !allowed && path.startsWith(to.replace('$slug', organization.slug)));
  const tabs = useRef<HTMLUListElement>(null);
  // On a phone the tabs are wider than the screen, and the open one may stand outside of it.
  useEffect(() => {
    tabs.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  return (
    <>
      <PageHeader title="Settings" summary={organization.name} />
      <nav aria-label="Settings" className="shrink-0 overflow-x-auto border-b border-line px-2 lg:px-4">
        <ul ref={tabs} className="flex w-max gap-1">
          {sections
            .filter(({ allowed }) => allowed)
            .map(({ to, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  params={{ slug: organization.slug }}
                  className="flex h-9 items-center border-b-2 px-2 font-medium whitespace-nowrap focus-visible:-outline-offset-2 coarse:h-11"
                  activeProps={{ className: 'border-accent text-ink' }}
                  inactiveProps={{ className: 'border-transparent text-muted hover:text-ink' }}
                >
                  {label}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <PageBody label="Settings page">
        {refused ? (
          <StateMessage icon={Lock} title="You may not see this">
            <p>Your role in this organization does not include it. An admin or owner can change that.</p>
          </StateMessage>
        ) : (
          <Outlet />
        )}
      </PageBody>
    </>
  );
}
