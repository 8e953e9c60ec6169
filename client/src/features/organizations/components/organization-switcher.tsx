import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, Plus } from 'lucide-react';
import type { Membership } from '@/api/types';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu';
import { roleLabels } from '@/lib/labels';

interface OrganizationSwitcherProps {
  readonly current: Membership;
  readonly organizations: readonly Membership[];
  readonly mayCreate: boolean;
}

/** A name when there is one organization, a menu when there are several or one may be added. */
export function OrganizationSwitcher({ current, organizations, mayCreate }: OrganizationSwitcherProps) {
  const navigate = useNavigate();
  const badge = (
    <>
      <span aria-hidden className="grid size-6 shrink-0 place-items-center rounded-md bg-accent text-xs font-semibold text-on-accent">
        {current.name.charAt(0).toUpperCase()}
      </span>
      <span className="sr-only">Organization </span>
      <span className="min-w-0 flex-1 truncate text-left font-semibold">{current.name}</span>
    </>
  );
  if (organizations.length < 2 && !mayCreate) {
    return <div className="flex h-9 items-center gap-2 px-2">{badge}</div>;
  }
  return (
    <Menu
      trigger={
        <button type="button" className="flex h-9 w-full items-center gap-2 rounded-md px-2 hover:bg-hover">
          {badge}
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      }
    >
      <MenuLabel>Organizations</MenuLabel>
      <MenuChoice
        value={current.slug}
        onChange={(slug) => void navigate({ to: '/o/$slug/flags', params: { slug } })}
        options={organizations.map(({ slug, name, role }) => ({
          value: slug,
          label: (
            <>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-xs text-faint">{roleLabels[role]}</span>
            </>
          ),
        }))}
      />
      {mayCreate && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => void navigate({ to: '/organizations/new' })}>
            <Plus aria-hidden className="size-4 text-faint" /> New organization
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
