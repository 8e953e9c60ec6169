import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

const path = '/o/northline/settings/members';
const other = {
  userId: 'u2',
  displayName: 'Ole Ottesen',
  email: 'ole@example.test',
  role: 'admin',
  joinedAt: '2026-03-04T08:00:00Z',
} as const;

async function open(role: 'admin' | 'owner') {
  const organization = membership({ role });
  const api = serve({ organizations: [organization] });
  const fake = api.organization(organization);
  fake.members = [...fake.members, other];
  const app = await renderApp(api, path);
  const list = await screen.findByRole('list', { name: 'Members' });
  return { ...app, api, fake, list };
}

describe('members', () => {
  it('members_ForAnOwner_CanBeChangedAndRemovedButNotThemselves', async () => {
    const { user, fake, list } = await open('owner');
    expect(within(list).queryByRole('combobox', { name: 'Role of Dana Reyes' })).toBeNull();
    expect(within(list).queryByRole('button', { name: 'Remove Dana Reyes' })).toBeNull();

    await user.selectOptions(within(list).getByRole('combobox', { name: 'Role of Ole Ottesen' }), 'viewer');
    await waitFor(() => expect(fake.members[1]?.role).toBe('viewer'));

    await user.click(within(list).getByRole('button', { name: 'Remove Ole Ottesen' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(fake.members).toHaveLength(1));
  });

  it('members_ForAnAdmin_LeaveAdminsAlone', async () => {
    const { list } = await open('admin');
    expect(within(list).queryByRole('combobox')).toBeNull();
    expect(within(list).queryByRole('button', { name: 'Remove Ole Ottesen' })).toBeNull();
  });

  it('invite_WhenSent_IsListedAndCanBeSentAgainAndWithdrawn', async () => {
    const { user, api, fake } = await open('admin');
    const role = screen.getByRole('combobox', { name: 'Role' });
    expect(within(role).queryByRole('option', { name: 'Owner' })).toBeNull();
    await user.type(screen.getByLabelText('E-mail address'), 'new@example.test');
    await user.click(screen.getByRole('button', { name: 'Send the invite' }));

    const invites = await screen.findByRole('list', { name: 'Invites' });
    expect(invites).toHaveTextContent('new@example.test');
    await user.click(within(invites).getByRole('button', { name: 'Send again the invite to new@example.test' }));
    await waitFor(() => expect(api.log.some((entry) => entry.endsWith('/resend'))).toBe(true));
    await user.click(within(invites).getByRole('button', { name: 'Withdraw the invite to new@example.test' }));
    expect(await screen.findByText('No invites are open.')).toBeVisible();
    expect(fake.invites).toHaveLength(0);
  });

  it('invite_OfAMember_SaysSo', async () => {
    const { user } = await open('admin');
    await user.type(screen.getByLabelText('E-mail address'), other.email);
    await user.click(screen.getByRole('button', { name: 'Send the invite' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This person is a member of the organization already.');
  });
});
