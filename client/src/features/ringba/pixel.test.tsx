import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { fakeRingba } from '@/testing/fake-organization';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

async function open() {
  const organization = membership();
  const api = serve({ organizations: [organization] });
  const fake = api.organization(organization);
  fake.ringba = {
    accountId: fakeRingba.accountId,
    maskedToken: '••••••••1234',
    address: 'https://api.ringba.com/v2/',
    readFrom: '2026-02-02T15:00:00Z',
    readThrough: '2026-03-04T15:00:00Z',
    lastReadAt: '2026-03-04T15:00:00Z',
    lastError: null,
    lastErrorAt: null,
    invalidSince: null,
    connectedAt: '2026-03-04T15:00:00Z',
    pixelIssuedAt: null,
    lastPixelAt: null,
  };
  const app = await renderApp(api, '/o/northline/settings/integrations');
  await app.user.click(await screen.findByRole('button', { name: 'Make an address' }));
  expect(await screen.findByLabelText('Pixel address')).toHaveTextContent(
    '/api/v1/ingest/ringba/shown-this-once?callId=[Call:InboundCallId]',
  );
  await app.user.click(screen.getByRole('button', { name: 'I have stored it' }));
  return { ...app, fake };
}

describe('the pixel of Ringba', () => {
  it('address_WhenMade_IsShownOnce', async () => {
    await open();
    await waitFor(() => expect(screen.queryByText(/shown-this-once/)).toBeNull());
    expect(screen.getByText('None yet')).toBeVisible();
  });

  it('remove_WhenConfirmed_EndsTheAddress', async () => {
    const app = await open();
    await app.user.click(await screen.findByRole('button', { name: 'Remove the pixel' }));
    await app.user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByRole('button', { name: 'Make an address' })).toBeVisible();
    expect(app.fake.ringba?.pixelIssuedAt).toBeNull();
  });
});
