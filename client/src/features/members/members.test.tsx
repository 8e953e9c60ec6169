import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { at, renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const members = [
  { userId: 'u-1', displayName: 'Olga Owner', email: 'olga@example.test', role: 'owner', joinedAt: '2026-01-01T00:00:00Z' },
  { userId: 'u-2', displayName: 'Rita Reviewer', email: 'rita@example.test', role: 'reviewer', joinedAt: '2026-02-01T00:00:00Z' },
];
const invite = {
  id: 'i-1',
  email: 'new@example.test',
  role: 'viewer',
  status: 'open',
  invitedBy: 'Olga Owner',
  sentAt: '2026-11-20T00:00:00Z',
  expiresAt: '2026-11-27T00:00:00Z',
};

function answer() {
  const sent: { method: string; path: string; body: unknown }[] = [];
  const keep = async ({ request }: { request: Request }) => {
    const text = await request.text();
    sent.push({
      method: request.method,
      path: new URL(request.url).pathname.split('/').slice(5).join('/'),
      body: text && JSON.parse(text),
    });
    return new HttpResponse(null, { status: 204 });
  };
  server.use(
    http.get(`${organizationPath}/members`, () => HttpResponse.json({ items: members })),
    http.get(`${organizationPath}/invites`, () => HttpResponse.json({ items: [invite] })),
    http.put(`${organizationPath}/members/:userId/role`, keep),
    http.delete(`${organizationPath}/members/:userId`, keep),
    http.delete(`${organizationPath}/invites/:inviteId`, keep),
  );
  return sent;
}

describe('members', () => {
  it('owner_ChangesARoleAndRemovesAMember', async () => {
    const api = serve({ organizations: [membership({ role: 'owner' })] });
    const sent = answer();
    const { user } = await renderApp(api, '/o/northline/settings/members');

    await user.selectOptions(await screen.findByRole('combobox', { name: 'Role of Rita Reviewer' }), 'admin');
    await user.click(screen.getByRole('button', { name: 'Remove Rita Reviewer' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
    await user.click(screen.getByRole('button', { name: 'Withdraw the invite to new@example.test' }));

    await expect.poll(() => sent.length).toBe(3);
    expect(sent).toEqual([
      { method: 'PUT', path: 'members/u-2/role', body: { role: 'admin' } },
      { method: 'DELETE', path: 'members/u-2', body: '' },
      { method: 'DELETE', path: 'invites/i-1', body: '' },
    ]);
  });

  it('admin_TouchesNoOwner_AndInvitesNoAdmin', async () => {
    const api = serve({ organizations: [membership({ role: 'admin' })] });
    answer();
    await renderApp(api, '/o/northline/settings/members');

    expect(await screen.findByRole('button', { name: 'Remove Rita Reviewer' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Remove Olga Owner' })).toBeNull();
    const role = screen.getByRole('combobox', { name: 'Role' });
    expect(
      within(role)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual(['Viewer', 'Reviewer']);
  });
});

describe('invite', () => {
  it('newPerson_SeesWhoInvites_AndDeclines', async () => {
    const api = serve();
    let declined = false;
    server.use(
      http.post('*/api/v1/invites/open', () =>
        HttpResponse.json({
          organizationName: 'Northline Media',
          invitedBy: 'Olga Owner',
          role: 'reviewer',
          email: 'new@example.test',
          expiresAt: '2026-11-27T00:00:00Z',
          hasAccount: false,
        }),
      ),
      http.post('*/api/v1/invites/decline', () => {
        declined = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = await renderApp(api, '/invite#token=abc', { signedIn: false });

    expect(await screen.findByRole('heading', { name: 'Join Northline Media' })).toBeVisible();
    expect(screen.getByText('Olga Owner invites new@example.test as reviewer.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Create the account and join' })).toBeVisible();
    expect(at()).toBe('/invite');
    await user.click(screen.getByRole('button', { name: 'Decline' }));

    expect(await screen.findByRole('heading', { name: 'Declined' })).toBeVisible();
    expect(declined).toBe(true);
  });

  it('usedInvite_SaysWhy', async () => {
    const api = serve();
    server.use(
      http.post('*/api/v1/invites/open', () =>
        HttpResponse.json(
          { status: 409, title: 'x', detail: 'The invite was accepted.', code: 'invite_accepted' },
          { status: 409, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    );
    await renderApp(api, '/invite#token=abc', { signedIn: false });

    expect(await screen.findByRole('heading', { name: 'This invite cannot be used' })).toBeVisible();
  });
});
