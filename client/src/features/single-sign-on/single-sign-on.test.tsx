import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { problem } from '@/testing/problem';
import { renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const path = '/o/northline/settings/sign-in';

function serveProvider(provider: object | null) {
  const sent: unknown[] = [];
  const api = serve({ organizations: [membership({ role: 'owner' })] });
  server.use(
    http.get(`${organizationPath}/identity-provider`, () =>
      provider === null ? problem(404, 'sso_not_set_up', 'None.') : HttpResponse.json(provider),
    ),
    http.put(`${organizationPath}/identity-provider`, async ({ request }) => {
      sent.push(await request.json());
      return new HttpResponse(null, { status: 204 });
    }),
    http.delete(`${organizationPath}/identity-provider`, () => {
      sent.push('removed');
      return new HttpResponse(null, { status: 204 });
    }),
  );
  return { api, sent };
}

describe('single sign-on settings', () => {
  it('settings_WhenNoneAreSet_AskForEverythingAndSendIt', async () => {
    const { api, sent } = serveProvider(null);
    const { user } = await renderApp(api, path);
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(screen.getByLabelText('Issuer')).toHaveAccessibleDescription("Enter the provider's address.");
    expect(sent).toHaveLength(0);

    await user.type(screen.getByLabelText('Issuer'), 'https://login.example.com');
    await user.type(screen.getByLabelText('Client id'), 'callscript');
    await user.type(screen.getByLabelText('Client secret'), 'a secret');
    await user.type(screen.getByLabelText('E-mail domains'), 'example.com, example.org');
    await user.selectOptions(screen.getByLabelText('Who comes for the first time becomes'), 'viewer');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() =>
      expect(sent).toEqual([
        {
          issuer: 'https://login.example.com',
          clientId: 'callscript',
          clientSecret: 'a secret',
          allowedDomains: ['example.com', 'example.org'],
          defaultRole: 'viewer',
        },
      ]),
    );
  });

  it('settings_WhenTheyAreSet_ShowTheSecretMaskedAndCanBeTurnedOff', async () => {
    const { api, sent } = serveProvider({
      issuer: 'https://login.example.com',
      clientId: 'callscript',
      clientSecret: '••••••••cret',
      allowedDomains: ['example.com'],
      defaultRole: null,
      updatedAt: '2026-03-04T15:00:00Z',
    });
    const { user } = await renderApp(api, path);
    expect(await screen.findByLabelText('Client secret')).toHaveValue('••••••••cret');
    await user.click(screen.getByRole('button', { name: 'Turn off' }));
    await user.click(screen.getAllByRole('button', { name: 'Turn off' }).at(-1)!);

    await waitFor(() => expect(sent).toEqual(['removed']));
  });
});
