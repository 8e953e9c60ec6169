import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import {
  BookOpenCheck,
  CircleUserRound,
  Flag,
  Keyboard,
  LogOut,
  Menu as MenuIcon,
  Monitor,
  Moon,
  Phone,
  Settings,
  Sun,
  UserRound,
  Workflow,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Me, Membership } from '@/api/types';
import { Logo } from '@/app/logo';
import { ShortcutsDialog } from '@/app/shortcuts-dialog';
import { Dialog } from '@/components/ui/dialog';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu';
import { OrganizationSwitcher } from '@/features/organizations/components/organization-switcher';
import { useDeferredDecisions } from '@/features/review/deferred-decisions';
import { messageOf } from '@/lib/problem';
import { session } from '@/lib/session';
import { useShortcuts } from '@/lib/shortcuts';
import { setTheme, useTheme } from '@/lib/theme';
import { showToast } from '@/lib/toasts';

interface ShellProps {
  readonly me: Me;
  readonly organization: Membership;
  readonly children: ReactNode;
}

const sections = [
  { to: '/o/$slug/flags', label: 'Flags', icon: Flag },
  { to: '/o/$slug/calls', label: 'Calls', icon: Phone },
  { to: '/o/$slug/pipeline', label: 'Pipeline', icon: Workflow },
  { to: '/o/$slug/rules', label: 'Rules', icon: BookOpenCheck },
  { to: '/o/$slug/settings', label: 'Settings', icon: Settings },
] as const;

export function Shell({ me, organization, children }: ShellProps) {
  // The drawer belongs to the page it was opened on, so that following a link closes it.
  const [drawerOn, setDrawerOn] = useState<string | null>(null);
  const [shortcuts, setShortcuts] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();

  const go = (to: (typeof sections)[number]['to']) => () => void navigate({ to, params: { slug: organization.slug } });
  useShortcuts('Everywhere', [
    { key: '1', label: 'Flags', run: go('/o/$slug/flags') },
    { key: '2', label: 'Calls', run: go('/o/$slug/calls') },
    { key: '3', label: 'Pipeline', run: go('/o/$slug/pipeline') },
    { key: '4', label: 'Rules', run: go('/o/$slug/rules') },
    { key: '5', label: 'Settings', run: go('/o/$slug/settings') },
    { key: '?', label: 'This list', run: () => setShortcuts(true) },
  ]);

  const navigation = <Navigation me={me} organization={organization} onShortcuts={() => setShortcuts(true)} />;
  return (
    <div className="flex h-dvh flex-col lg:flex-row">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-subtle px-2 lg:hidden">
        <button
          type="button"
          aria-label="Open navigation"
          onClick={() => setDrawerOn(path)}
          className="grid size-10 place-items-center rounded-md hover:bg-hover"
        >
          <MenuIcon aria-hidden className="size-5" />
        </button>
        <Logo className="size-6" />
        <span className="truncate font-semibold">{organization.name}</span>
      </header>
      <Dialog open={drawerOn === path} onClose={() => setDrawerOn(null)} title="Navigation" shape="drawer">
        {navigation}
      </Dialog>
      <header className="hidden w-56 shrink-0 border-r border-line bg-subtle lg:block">{navigation}</header>
      <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
        {children}
      </main>
      <ShortcutsDialog open={shortcuts} onClose={() => setShortcuts(false)} />
    </div>
  );
}

interface NavigationProps {
  readonly me: Me;
  readonly organization: Membership;
  readonly onShortcuts: () => void;
}

const themes = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'System', icon: Monitor },
] as const;

function Navigation({ me, organization, onShortcuts }: NavigationProps) {
  const theme = useTheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const decisions = useDeferredDecisions();

  const signOut = async () => {
    // Whoever signs out has decided; nothing may be left behind for the next person at this screen.
    await decisions.flush();
    try {
      await session.signOut();
    } catch (error) {
      showToast({ tone: 'error', message: `You are signed out here, but the server was not told: ${messageOf(error)}` });
    }
    client.clear();
  };

  return (
    <div className="flex h-full flex-col gap-3 p-2.5">
      <OrganizationSwitcher current={organization} organizations={me.organizations} mayCreate={me.mayCreateOrganization} />
      <nav aria-label="Main" className="flex-1">
        <ul className="flex flex-col gap-0.5">
          {sections.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                params={{ slug: organization.slug }}
                className="flex h-8 items-center gap-2.5 rounded-md px-2 font-medium coarse:h-10"
                activeProps={{ className: 'bg-selected text-accent' }}
                inactiveProps={{ className: 'text-muted hover:bg-hover hover:text-ink' }}
              >
                <Icon aria-hidden className="size-4" />
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Menu
        trigger={
          <button type="button" className="flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover">
            <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-full bg-hover text-muted">
              <UserRound className="size-3.5" />
            </span>
            <span className="min-w-0 flex-1 truncate">{me.user.displayName}</span>
          </button>
        }
      >
        <MenuLabel>{me.user.email}</MenuLabel>
        <MenuItem onSelect={() => void navigate({ to: '/account' })}>
          <CircleUserRound aria-hidden className="size-4 text-faint" /> Your account
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuChoice
          value={theme}
          onChange={setTheme}
          options={themes.map(({ value, label, icon: Icon }) => ({
            value,
            label: (
              <>
                <Icon aria-hidden className="size-4 text-faint" /> {label}
              </>
            ),
          }))}
        />
        <MenuSeparator />
        <MenuItem onSelect={onShortcuts}>
          <Keyboard aria-hidden className="size-4 text-faint" /> Keyboard shortcuts
        </MenuItem>
        <MenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden className="size-4 text-faint" /> Sign out
        </MenuItem>
      </Menu>
    </div>
  );
}
