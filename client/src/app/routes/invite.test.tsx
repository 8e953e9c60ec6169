import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { at, renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

const joined = membership({ id: '11111111-0000-7000-8000-000000000009', name: 'Acme Calls', slug: 'acme', role: 'reviewer' });

function withInvite(email: string, hasAccount: boolean) {
  const invite = {
    organizationName: joined.name,
    invitedBy: 'Ole Ottesen',
    role: 'reviewer',
    email,
    expiresAt: '2026-03-11T15:00:00Z',
    hasAccount,
  } as const;
  return serve({ invites: new Map([['good', { invite, organization: joined }]]) });
}

describe('invite', () => {
  it('invite_WhenOpened_SaysWhoInvitesToWhatAndTakesTheTokenOutOfTheAddress', async () => {
    await renderApp(withInvite('demo@callscript.test', true), '/invite#token=good');
    expect(await screen.findByText('Ole Ottesen')).toBeVisible();
    expect(screen.getByText('Acme Calls')).toBeVisible();
    expect(window.location.hash).toBe('');
  });

  it('accept_BySomebodyWhoIsSignedIn_OpensTheOrganization', async () => {
    const { user } = await renderApp(withInvite('demo@callscript.test', true), '/invite#token=good');
    await user.click(await screen.findByRole('button', { name: 'Join Acme Calls' }));
    await waitFor(() => expect(at()).toBe('/o/acme/flags'));
  });

  it('accept_ByAnotherPerson_IsNotOffered', async () => {
    await renderApp(withInvite('somebody@else.test', true), '/invite#token=good');
    expect(await screen.findByRole('button', { name: 'Sign out' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Join Acme Calls' })).toBeNull();
  });

  it('accept_ByANewPerson_AsksForNameAndPassword', async () => {
    const { user } = await renderApp(withInvite('new@example.test', false), '/invite#token=good', { signedIn: false });
    await user.click(await screen.findByRole('button', { name: 'Join Acme Calls' }));
    expect(screen.getByLabelText('Your name')).toHaveAccessibleDescription('Enter your name.');
  });

  it('decline_WhenPressed_SaysSo', async () => {
    const { user } = await renderApp(withInvite('demo@callscript.test', true), '/invite#token=good');
    await user.click(await screen.findByRole('button', { name: 'Decline' }));
    expect(await screen.findByText(/You declined/)).toBeVisible();
  });

  it('invite_ThatIsUnknown_SaysThatANewerLetterMayHelp', async () => {
    await renderApp(serve(), '/invite#token=stale');
    expect(await screen.findByRole('alert')).toHaveTextContent('A newer letter may hold another link.');
  });
});

describe('switching', () => {
  it('home_AfterAVisit_OpensTheLastOrganizationOfThisPerson', async () => {
    const first = membership();
    const { user, queryClient } = await renderApp(serve({ organizations: [first, joined] }), '/');
    await user.click(await screen.findByRole('button', { name: /Northline Media/ }));
    await user.click(await screen.findByRole('menuitemradio', { name: /Acme Calls/ }));
    await waitFor(() => expect(at()).toBe('/o/acme/flags'));

    await waitFor(() => expect(queryClient.getQueryCache().findAll({ queryKey: [first.id] })).toHaveLength(0));
    expect(Object.entries(localStorage).some(([key, value]) => key.startsWith('callscript.organization.') && value === 'acme')).toBe(true);
  });
});
