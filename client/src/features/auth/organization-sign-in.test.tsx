import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { OrganizationSignInForm } from '@/features/auth/components/organization-sign-in-form';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

describe('sign-in with an organization', () => {
  it('organization_WhenNamed_LeavesForItsProvider', async () => {
    const go = vi.fn();
    const user = userEvent.setup();
    render(<OrganizationSignInForm returnTo="/o/northline/calls" go={go} />);
    await user.click(screen.getByRole('button', { name: 'Sign in with your organization' }));
    await user.type(screen.getByLabelText('Organization'), 'not a name!');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(go).not.toHaveBeenCalled();

    await user.clear(screen.getByLabelText('Organization'));
    await user.type(screen.getByLabelText('Organization'), 'Northline');
    await user.click(screen.getByRole('button', { name: 'Continue' }));

    expect(go).toHaveBeenCalledWith('/api/v1/auth/oidc/northline/start?returnTo=%2Fo%2Fnorthline%2Fcalls');
  });

  it.each([
    ['sso_not_a_member', 'Ask for an invite.'],
    ['sso_provider_unreachable', 'does not answer'],
  ])('signIn_ComingBackWith%s_SaysWhatHappened', async (code, words) => {
    await renderApp(serve(), `/sign-in?problem=${code}`, { signedIn: false });
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });
});
