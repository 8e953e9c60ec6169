import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { settingsSections } from '@/app/settings-sections';
import { membership } from '@/testing/factories';
import { at, renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

describe('settings', () => {
  it('settings_WhenOpened_StartWithTheOrganization', async () => {
    const { user } = await renderApp(serve(), '/o/northline/rules');
    await user.click(await screen.findByRole('link', { name: 'Settings' }));

    await waitFor(() => expect(at()).toBe('/o/northline/settings/organization'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    expect(await screen.findByRole('region', { name: 'Organization' })).toHaveTextContent('Northline Media');
  });

  it.each(['viewer', 'reviewer', 'admin', 'owner'] as const)('tabs_For%s_AreThoseThatTheRoleMayOpen', async (role) => {
    const organization = membership({ role });
    await renderApp(serve({ organizations: [organization] }), '/o/northline/settings/organization');

    const tabs = within(await screen.findByRole('navigation', { name: 'Settings' })).getAllByRole('link');
    const allowed = settingsSections.filter(
      (section) => !('permission' in section) || organization.permissions.includes(section.permission as never),
    );
    expect(tabs.map((tab) => tab.textContent)).toEqual(allowed.map(({ label }) => label));
  });
});
