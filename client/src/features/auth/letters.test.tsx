import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { at, renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

const open = (path: string, world: Parameters<typeof serve>[0] = {}) => {
  const api = serve(world);
  return renderApp(api, path, { signedIn: false }).then((app) => ({ ...app, api }));
};

describe('second step', () => {
  it('signIn_WithTwoFactorOn_AsksForACode', async () => {
    const { user, api } = await open('/sign-in');
    api.account.state = { ...api.account.state, hasTwoFactor: true };
    await user.type(await screen.findByLabelText('E-mail address'), api.world.email);
    await user.type(screen.getByLabelText('Password'), api.world.password);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    const code = await screen.findByLabelText('Code of your authenticator app');
    expect(code).toHaveFocus();
    await user.type(code, '000000');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The code is wrong');

    await user.clear(code);
    await user.type(code, '123456');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));

    await waitFor(() => expect(at()).toBe('/o/northline/flags'));
  });

  it('secondStep_WithoutTheAuthenticator_TakesARecoveryCodeOrStartsOver', async () => {
    const { user, api } = await open('/sign-in');
    api.account.state = { ...api.account.state, hasTwoFactor: true };
    await user.type(await screen.findByLabelText('E-mail address'), api.world.email);
    await user.type(screen.getByLabelText('Password'), api.world.password);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await user.click(await screen.findByRole('button', { name: 'Use a recovery code' }));
    expect(screen.getByLabelText('Recovery code')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Start over' }));
    expect(await screen.findByLabelText('Password')).toBeVisible();
  });
});

describe('letters', () => {
  it('forgotPassword_WhenAsked_SaysNothingAboutTheAccount', async () => {
    const { user, api } = await open('/sign-in');
    await user.click(await screen.findByRole('link', { name: 'Forgot your password?' }));
    await screen.findByRole('heading', { name: 'Forgot your password?' });
    await user.type(await screen.findByLabelText('E-mail address'), 'anybody@example.test');
    await user.click(screen.getByRole('button', { name: 'Send the link' }));

    expect(await screen.findByRole('status')).toHaveTextContent('If anybody@example.test has an account, a link is on its way.');
    expect(api.countOf('POST /api/v1/auth/forgot-password')).toBe(1);
  });

  it('resetPassword_WithTheLettersLink_SetsItAndHidesTheToken', async () => {
    const { user } = await open('/reset-password#token=good');
    await user.type(await screen.findByLabelText('Password'), 'nine purple umbrellas');
    expect(window.location.hash).toBe('');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));

    expect(await screen.findByRole('status')).toHaveTextContent('Your password is set.');
  });

  it('resetPassword_WithAnOldLink_SaysSo', async () => {
    const { user } = await open('/reset-password#token=old');
    await user.type(await screen.findByLabelText('Password'), 'nine purple umbrellas');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));

    expect(await screen.findByRole('alert')).toHaveTextContent('The link is no longer good.');
    expect(screen.getByRole('link', { name: 'Ask for a new link' })).toHaveAttribute('href', '/forgot-password');
  });

  it('resetPassword_WithoutAToken_SaysWhereItComesFrom', async () => {
    await open('/reset-password');
    expect(await screen.findByText(/opened by the link of a letter/)).toBeVisible();
  });

  it('signUp_WhereItIsOpen_IsOfferedAndEndsSignedIn', async () => {
    const { user } = await open('/sign-in', { openSignUp: true });
    await user.click(await screen.findByRole('link', { name: 'Create an account' }));
    await screen.findByRole('heading', { name: 'Create an account' });
    await user.type(await screen.findByLabelText('E-mail address'), 'new@example.test');
    await user.click(screen.getByRole('button', { name: 'Send the link' }));
    expect(await screen.findByRole('status')).toHaveTextContent('A letter is on its way to new@example.test.');
  });

  it('signUp_WithTheLettersLink_EndsSignedIn', async () => {
    const { user } = await open('/sign-up/complete#token=good');
    await user.type(await screen.findByLabelText('Your name'), 'Nora New');
    await user.type(screen.getByLabelText('Password'), 'nine purple umbrellas');
    await user.click(screen.getByRole('button', { name: 'Create the account' }));

    await waitFor(() => expect(at()).toBe('/o/northline/flags'));
  });

  it('signUp_WhereItIsClosed_IsNotOffered', async () => {
    await open('/sign-in');
    await screen.findByRole('link', { name: 'Forgot your password?' });
    expect(screen.queryByRole('link', { name: 'Create an account' })).toBeNull();
  });

  it('signUp_WhereItIsClosed_SaysHowAccountsAreMade', async () => {
    await open('/sign-up');
    expect(await screen.findByText(/made by invite/)).toBeVisible();
    expect(screen.queryByLabelText('E-mail address')).toBeNull();
  });

  it('confirmEmail_WaitsForAClick_ThenConfirms', async () => {
    const { user, api } = await open('/confirm-email#token=good');
    const button = await screen.findByRole('button', { name: 'Confirm the address' });
    expect(api.countOf('POST /api/v1/auth/confirm-email')).toBe(0);
    await user.click(button);

    expect(await screen.findByRole('status')).toHaveTextContent('Your address is changed.');
  });
});
