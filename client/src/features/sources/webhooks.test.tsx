import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

async function open() {
  const organization = membership();
  const api = serve({ organizations: [organization] });
  const app = await renderApp(api, '/o/northline/settings/integrations');
  await screen.findByRole('heading', { name: 'No webhooks' });
  return { ...app, api, fake: api.organization(organization) };
}

async function create(user: Awaited<ReturnType<typeof open>>['user']) {
  await user.click(screen.getByRole('button', { name: 'New webhook' }));
  await user.type(within(screen.getByRole('dialog')).getByLabelText('Name'), 'Dialer');
  await user.click(screen.getByRole('button', { name: 'Make the address' }));
  const shown = await screen.findByLabelText('Signing secret');
  expect(shown).toHaveTextContent('shown-this-once');
  await user.click(screen.getByRole('button', { name: 'I have stored it' }));
}

describe('inbound webhooks', () => {
  it('create_WhenMade_ShowsTheSecretOnceAndTheAddressForGood', async () => {
    const { user, fake } = await open();
    await create(user);
    await waitFor(() => expect(screen.queryByText(/shown-this-once/)).toBeNull());
    const list = await screen.findByRole('list', { name: 'Inbound webhooks' });
    expect(list).toHaveTextContent(`/api/v1/ingest/webhooks/${fake.webhooks[0]?.id ?? ''}`);
    expect(list).toHaveTextContent('Nothing delivered yet');
  });

  it('rotate_WhenAsked_KeepsTheOldSecretForAWhile', async () => {
    const { user } = await open();
    await create(user);
    await user.click(await screen.findByRole('button', { name: 'Replace the secret of Dialer' }));
    await user.click(screen.getByRole('button', { name: 'Make the new secret' }));
    await user.click(await screen.findByRole('button', { name: 'I have stored it' }));
    expect(await screen.findByText('Secret being replaced')).toBeVisible();
  });

  it('refusal_WhenThereWasOne_SaysWhy', async () => {
    const { user, fake } = await open();
    await create(user);
    fake.webhooks = fake.webhooks.map((webhook) => ({
      ...webhook,
      lastRefusalAt: '2026-03-04T15:00:00Z',
      lastRefusal: 'delivery_too_old',
    }));
    await user.click(await screen.findByRole('button', { name: 'Revoke Dialer' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText('Revoked')).toBeVisible();
    expect(screen.getByText(/signed at a time too far from now/)).toBeVisible();
  });
});
