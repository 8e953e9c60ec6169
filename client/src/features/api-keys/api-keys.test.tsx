import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

async function open() {
  const organization = membership();
  const api = serve({ organizations: [organization] });
  const app = await renderApp(api, '/o/northline/settings/api-keys');
  await screen.findByRole('heading', { name: 'No API keys' });
  return { ...app, api, fake: api.organization(organization) };
}

async function create(user: Awaited<ReturnType<typeof open>>['user']) {
  await user.click(screen.getByRole('button', { name: 'New key' }));
  const dialog = screen.getByRole('dialog');
  await user.type(within(dialog).getByLabelText('Name'), 'Warehouse');
  await user.click(within(dialog).getByRole('checkbox', { name: /calls:read/ }));
  await user.click(within(dialog).getByRole('button', { name: 'Make the key' }));
  return screen.findByLabelText('API key');
}

describe('API keys', () => {
  it('create_WhenMade_ShowsTheKeyOnce', async () => {
    const { user, fake } = await open();
    const shown = await create(user);
    expect(shown).toHaveTextContent('shown-this-once');
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));

    await waitFor(() => expect(screen.queryByText(/shown-this-once/)).toBeNull());
    expect(await screen.findByRole('list', { name: 'API keys' })).toHaveTextContent('Warehouse');
    expect(fake.apiKeys[0]?.scopes).toEqual(['calls:read']);
  });

  it('create_WithoutNameOrScope_IsNotOffered', async () => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'New key' }));
    expect(screen.getByRole('button', { name: 'Make the key' })).toBeDisabled();
  });

  it('rotate_WhenAsked_KeepsTheOldKeyForAWhile', async () => {
    const { user, fake } = await open();
    await create(user);
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    await user.click(await screen.findByRole('button', { name: 'Rotate Warehouse' }));
    await user.click(screen.getByRole('button', { name: 'Make the new key' }));
    await user.click(await screen.findByRole('button', { name: 'I have stored it' }));

    expect(await screen.findByText('Being replaced')).toBeVisible();
    expect(fake.apiKeys.map(({ status }) => status)).toEqual(['active', 'retiring']);
  });

  it('revoke_WhenConfirmed_EndsTheKey', async () => {
    const { user, fake } = await open();
    await create(user);
    await user.click(screen.getByRole('button', { name: 'I have stored it' }));
    await user.click(await screen.findByRole('button', { name: 'Revoke Warehouse' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(fake.apiKeys[0]?.status).toBe('revoked'));
  });
});
