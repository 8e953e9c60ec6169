import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { fakeRingba } from '@/testing/fake-organization';
import { at, renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

describe('onboarding', () => {
  it('wizard_FromTheNameToTheFirstRead_EndsAtTheCalls', async () => {
    const api = serve({ organizations: [], mayCreateOrganization: true });
    const { user } = await renderApp(api, '/');
    await user.click(await screen.findByRole('link', { name: 'Create an organization' }));
    await user.type(await screen.findByLabelText('Name of the organization'), 'Started Media');
    await user.click(screen.getByRole('button', { name: 'Create the organization' }));
    await waitFor(() => expect(at()).toBe('/o/started/start'));

    await user.type(await screen.findByLabelText('Account id'), fakeRingba.accountId);
    await user.type(screen.getByLabelText('API token'), 'not the token');
    await user.click(screen.getByRole('button', { name: 'Test and connect' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Ringba does not accept this token.');

    await user.clear(screen.getByLabelText('API token'));
    await user.type(screen.getByLabelText('API token'), fakeRingba.token);
    await user.click(screen.getByRole('button', { name: 'Test and connect' }));
    await user.click(await screen.findByRole('checkbox', { name: 'Medicare' }));
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await user.click(await screen.findByRole('button', { name: 'Start reading' }));

    await waitFor(() => expect(at()).toBe('/o/started/calls'));
    const kept = api.organization(api.world.organizations[0]!);
    expect(kept.settings.verticals).toEqual(['medicare']);
    expect(kept.ringba?.readFrom).not.toBeNull();
  });

  it('organization_WhenTheInstallationForbidsIt_CannotBeCreated', async () => {
    await renderApp(serve({ organizations: [] }), '/');
    await screen.findByRole('heading', { name: 'You belong to no organization yet' });
    expect(screen.queryByRole('link', { name: 'Create an organization' })).toBeNull();
  });
});

describe('integrations', () => {
  it('connection_WhenSavedWithoutAToken_KeepsTheStoredOne', async () => {
    const organization = membership();
    const api = serve({ organizations: [organization] });
    const { user } = await renderApp(api, '/o/northline/settings/integrations');
    await user.type(await screen.findByLabelText('Account id'), fakeRingba.accountId);
    await user.type(screen.getByLabelText('API token'), fakeRingba.token);
    await user.click(screen.getByRole('button', { name: 'Test and connect' }));

    expect(await screen.findByText(/Stored: ••••••••1234/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Test and save' }));
    expect(await screen.findByText(/Northline answers: 12 calls/)).toBeVisible();
  });

  it('disconnect_WhenConfirmed_AsksForANewAccount', async () => {
    const organization = membership();
    const api = serve({ organizations: [organization] });
    const { user } = await renderApp(api, '/o/northline/settings/integrations');
    await user.type(await screen.findByLabelText('Account id'), fakeRingba.accountId);
    await user.type(screen.getByLabelText('API token'), fakeRingba.token);
    await user.click(screen.getByRole('button', { name: 'Test and connect' }));
    await user.click(await screen.findByRole('button', { name: 'Disconnect' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Disconnect' }));

    expect(await screen.findByRole('button', { name: 'Test and connect' })).toBeVisible();
    expect(api.organization(organization).ringba).toBeNull();
  });
});
