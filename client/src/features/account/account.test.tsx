import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { deviceName } from '@/features/account/device';
import { at, renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

async function open() {
  const api = serve();
  const app = await renderApp(api, '/account');
  await screen.findByRole('region', { name: 'Password' });
  return { ...app, api };
}

const section = (name: string) => within(screen.getByRole('region', { name }));

describe('account', () => {
  it('account_FromTheMenu_OpensOutsideOfTheOrganization', async () => {
    const { user } = await renderApp(serve(), '/o/northline/flags');
    await user.click(await screen.findByRole('button', { name: /Dana Reyes/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Your account' }));

    expect(await screen.findByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
    expect(at()).toBe('/account');
  });

  it('name_WhenSaved_IsSentAndSaid', async () => {
    const { user, api } = await open();
    const name = screen.getByLabelText('Name');
    await user.clear(name);
    await user.type(name, 'Dana R.');
    await user.click(screen.getByRole('button', { name: 'Save the name' }));

    expect(await screen.findByText('Your name is changed.')).toBeVisible();
    expect(api.account.state.displayName).toBe('Dana R.');
  });

  it('email_WhenChanged_WaitsForItsConfirmation', async () => {
    const { user } = await open();
    await user.type(screen.getByLabelText('New address'), 'dana@new.test');
    await user.click(screen.getByRole('button', { name: 'Change the address' }));

    await waitFor(() =>
      expect(screen.getByRole('region', { name: 'E-mail address' })).toHaveTextContent('dana@new.test waits to be confirmed'),
    );
  });

  it('password_WhenTheProofIsOld_AsksForItAndGoesOn', async () => {
    const { user, api } = await open();
    api.account.proved = false;
    await user.type(screen.getByLabelText('New password'), 'nine purple umbrellas');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Is it still you?' }));
    await user.type(dialog.getByLabelText('Password'), 'wrong');
    await user.click(dialog.getByRole('button', { name: 'Continue' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('The password is wrong.');

    await user.clear(dialog.getByLabelText('Password'));
    await user.type(dialog.getByLabelText('Password'), api.world.password);
    await user.click(dialog.getByRole('button', { name: 'Continue' }));

    expect(await screen.findByText(/Your password is changed/)).toBeVisible();
    expect(api.countOf('PUT /api/v1/account/password')).toBe(2);
  });

  it('password_WhenTheProofIsDeclined_StaysAndComplainsAboutNothing', async () => {
    const { user, api } = await open();
    api.account.proved = false;
    await user.type(screen.getByLabelText('New password'), 'nine purple umbrellas');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Is it still you?' }));
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));

    await waitFor(() => expect(screen.getByRole('button', { name: 'Change the password' })).toBeEnabled());
    expect(section('Password').queryByRole('alert')).toBeNull();
    expect(api.countOf('PUT /api/v1/account/password')).toBe(1);
  });

  it('password_WhenItIsRefused_SaysWhyAtTheField', async () => {
    const { user } = await open();
    await user.type(screen.getByLabelText('New password'), 'short');
    await user.click(screen.getByRole('button', { name: 'Change the password' }));

    await waitFor(() => expect(screen.getByLabelText('New password')).toHaveAccessibleDescription('Use at least 12 characters.'));
  });

  it('twoFactor_WhenSetUp_ShowsACodeToScanAndThenRecoveryCodes', async () => {
    const { user } = await open();
    await user.click(section('Two-step sign-in').getByRole('button', { name: 'Set up' }));
    const setUp = within(await screen.findByRole('dialog', { name: 'Set up two-step sign-in' }));
    expect(setUp.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
    expect(setUp.getByLabelText('Key')).toHaveTextContent('JBSW Y3DP EHPK 3PXP');
    await user.type(setUp.getByLabelText('Code'), '000000');
    await user.click(setUp.getByRole('button', { name: 'Turn on' }));
    expect(await setUp.findByRole('alert')).toHaveTextContent('The code is wrong');

    await user.clear(setUp.getByLabelText('Code'));
    await user.type(setUp.getByLabelText('Code'), '123456');
    await user.click(setUp.getByRole('button', { name: 'Turn on' }));

    const codes = within(await screen.findByRole('dialog', { name: 'Keep your recovery codes' }));
    expect(codes.getAllByRole('listitem')).toHaveLength(10);
    await user.click(codes.getByRole('button', { name: 'I have kept them' }));
    await waitFor(() => expect(screen.getByRole('region', { name: 'Two-step sign-in' })).toHaveTextContent('10 recovery codes are left'));
  });

  it('twoFactor_WhenTurnedOff_SaysSo', async () => {
    const { user } = await open();
    await user.click(section('Two-step sign-in').getByRole('button', { name: 'Set up' }));
    await user.type(await screen.findByLabelText('Code'), '123456');
    await user.click(screen.getByRole('button', { name: 'Turn on' }));
    await user.click(await screen.findByRole('button', { name: 'I have kept them' }));
    await user.click(await section('Two-step sign-in').findByRole('button', { name: 'Turn off' }));

    expect(await section('Two-step sign-in').findByRole('button', { name: 'Set up' })).toBeVisible();
  });

  it('sessions_WhenOneIsEnded_LeavesTheList', async () => {
    const { user } = await open();
    const list = within(await screen.findByRole('list', { name: 'Sessions' }));
    expect(list.getByText('Firefox on Linux')).toBeVisible();
    await user.click(list.getByRole('button', { name: 'End the session of Safari on iOS' }));

    await waitFor(() => expect(list.getAllByRole('listitem')).toHaveLength(1));
    expect(screen.queryByRole('button', { name: 'End all others' })).toBeNull();
  });

  it('account_OfALimitedSession_CanBeReadOnly', async () => {
    const api = serve();
    api.account.state = { ...api.account.state, isLimited: true };
    await renderApp(api, '/account');

    expect(await screen.findByText(/You came through your organization/)).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Password' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Save the name' })).toBeDisabled();
  });
});

describe('deviceName', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19 Safari/605', 'Safari on macOS'],
    ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['curl/8.14.1', 'curl'],
    ['', 'Unknown device'],
    [null, 'Unknown device'],
  ])('deviceName_Of%s_IsReadable', (userAgent, name) => expect(deviceName(userAgent)).toBe(name));
});
