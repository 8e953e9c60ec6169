import { useRef } from 'react';
import type { Account } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError, PasswordInput } from '@/components/ui/form';
import { Section } from '@/components/ui/settings';
import { changeEmail, changePassword } from '@/features/account/api/account';
import { useAccountChanged } from '@/features/account/components/profile-section';
import { ProofDeclined, useProved } from '@/features/account/proof';
import { newPasswordHint } from '@/lib/labels';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

/** A declined proof is a change of mind, not an error. */
async function unlessDeclined(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProofDeclined)) {
      throw error;
    }
  }
}

export function EmailSection({ account }: { readonly account: Account }) {
  const proved = useProved();
  const changed = useAccountChanged();
  const form = useRef<HTMLFormElement>(null);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { newEmail: 'the new address' }),
    send: (values) =>
      unlessDeclined(async () => {
        const email = values('newEmail').trim();
        await proved(() => changeEmail(email));
        form.current?.reset();
        showToast({ tone: 'success', message: `A link is on its way to ${email}. Your address changes when it is followed.` });
        await changed();
      }),
  });
  return (
    <Section
      title="E-mail address"
      summary={
        <>
          You sign in with <span className="font-medium wrap-anywhere text-ink">{account.email}</span>.
          {account.pendingEmail !== null && (
            <>
              {' '}
              <span className="wrap-anywhere">{account.pendingEmail}</span> waits to be confirmed.
            </>
          )}
        </>
      }
    >
      <form ref={form} noValidate onSubmit={submit} className="flex max-w-md flex-col gap-3">
        <FormError message={message} />
        <Field label="New address" error={errors['newEmail']}>
          {(control) => (
            <Input
              {...control}
              type="email"
              name="newEmail"
              autoComplete="email"
              maxLength={254}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Button type="submit" busy={busy} className="self-start">
          Change the address
        </Button>
      </form>
    </Section>
  );
}

export function PasswordSection({ account }: { readonly account: Account }) {
  const proved = useProved();
  const changed = useAccountChanged();
  const form = useRef<HTMLFormElement>(null);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { newPassword: 'a new password' }),
    send: (values) =>
      unlessDeclined(async () => {
        await proved(() => changePassword(values('newPassword')));
        form.current?.reset();
        showToast({ tone: 'success', message: 'Your password is changed, and you are signed out elsewhere.' });
        await changed();
      }),
  });
  return (
    <Section
      title="Password"
      summary={
        account.hasPassword ? 'Changing it ends your sessions elsewhere.' : 'You have none yet, because you came through your organization.'
      }
    >
      <form ref={form} noValidate onSubmit={submit} className="flex max-w-md flex-col gap-3">
        <FormError message={message} />
        <Field label="New password" hint={newPasswordHint} error={errors['newPassword']}>
          {(control) => <PasswordInput {...control} name="newPassword" autoComplete="new-password" />}
        </Field>
        <Button type="submit" busy={busy} className="self-start">
          Change the password
        </Button>
      </form>
    </Section>
  );
}
