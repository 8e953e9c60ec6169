import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { problem } from '@/testing/problem';
import { at, renderApp } from '@/testing/render-app';
import { serve, server } from '@/testing/server';

async function open(path = '/sign-in') {
  const api = serve();
  const app = await renderApp(api, path, { signedIn: false });
  const email = await screen.findByLabelText('E-mail address');
  return { ...app, api, email, password: screen.getByLabelText('Password'), button: screen.getByRole('button', { name: 'Sign in' }) };
}

describe('sign-in', () => {
  it('signIn_WhenAccepted_OpensTheInbox', async () => {
    const { user, api, email, password, button } = await open();
    await user.type(email, api.world.email);
    await user.type(password, api.world.password);
    await user.click(button);

    expect(await screen.findByRole('heading', { name: 'Flags', level: 1 })).toBeVisible();
    expect(at()).toBe('/o/northline/flags');
  });

  it('signIn_WhenNotSignedIn_ComesFirstAndReturnsToThePage', async () => {
    const { user, api, email, password, button } = await open('/o/northline/calls?status=failed');
    expect(at()).toContain('/sign-in?returnTo=');
    await user.type(email, api.world.email);
    await user.type(password, api.world.password);
    await user.click(button);

    await waitFor(() => expect(at()).toBe('/o/northline/calls?status=failed'));
  });

  it.each(['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)'])(
    'signIn_WhenTheReturnAddressIs%s_IsIgnored',
    async (address) => {
      const { user, api, email, password, button } = await open(`/sign-in?returnTo=${encodeURIComponent(address)}`);
      await user.type(email, api.world.email);
      await user.type(password, api.world.password);
      await user.click(button);

      await waitFor(() => expect(at()).toBe('/o/northline/flags'));
    },
  );

  it('signIn_WhenThePasswordIsWrong_SaysSoAndLetsTryAgain', async () => {
    const { user, api, email, password, button } = await open();
    await user.type(email, api.world.email);
    await user.type(password, 'wrong');
    await user.click(button);

    expect(await screen.findByRole('alert')).toHaveTextContent('The e-mail address or the password is wrong.');
    expect(button).toBeEnabled();
  });

  it('signIn_WhenFieldsAreEmpty_NamesThemAndAsksNobody', async () => {
    const { user, api, email, button } = await open();
    await user.click(button);

    expect(email).toHaveAccessibleDescription('Enter your e-mail address.');
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription('Enter your password.');
    expect(email).toHaveFocus();
    expect(api.countOf('POST /api/v1/auth/sign-in')).toBe(0);
  });

  it('signIn_WhenThereWereTooManyAttempts_SaysHowLongToWait', async () => {
    const { user, email, password, button } = await open();
    server.use(
      http.post('*/api/v1/auth/sign-in', () =>
        HttpResponse.json({ code: 'too_many_attempts', detail: 'Slow down.' }, { status: 429, headers: { 'Retry-After': '30' } }),
      ),
    );
    await user.type(email, 'a@b.c');
    await user.type(password, 'x');
    await user.click(button);

    expect(await screen.findByRole('alert')).toHaveTextContent('Wait 30 seconds and try again.');
  });

  it('signIn_WhenTheServerNamesAField_ShowsItThere', async () => {
    const { user, email, password, button } = await open();
    server.use(
      http.post('*/api/v1/auth/sign-in', () => problem(400, 'validation', 'Not valid.', { email: ['This is no e-mail address.'] })),
    );
    await user.type(email, 'nobody');
    await user.type(password, 'x');
    await user.click(button);

    await waitFor(() => expect(email).toHaveAccessibleDescription('This is no e-mail address.'));
  });

  it('signIn_WhenNobodyAnswers_SaysSo', async () => {
    const { user, email, password, button } = await open();
    server.use(http.post('*/api/v1/auth/sign-in', () => HttpResponse.error()));
    await user.type(email, 'a@b.c');
    await user.type(password, 'x');
    await user.click(button);

    expect(await screen.findByRole('alert')).toHaveTextContent('CallScript cannot be reached.');
  });

  it('showPassword_WhenPressed_ShowsIt', async () => {
    const { user, password } = await open();
    await user.click(screen.getByRole('button', { name: 'Show password' }));
    expect(password).toHaveAttribute('type', 'text');
  });
});
