import { useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { Account } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Section } from '@/components/ui/settings';
import { renameAccount } from '@/features/account/api/account';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

export function ProfileSection({ account }: { readonly account: Account }) {
  const client = useQueryClient();
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { displayName: 'your name' }),
    send: async (values) => {
      await renameAccount(values('displayName').trim());
      // The name also stands in the navigation and in old decisions.
      await client.invalidateQueries();
      showToast({ tone: 'success', message: 'Your name is changed.' });
    },
  });
  return (
    <Section title="Profile" summary="How your colleagues see you.">
      <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-3">
        <FormError message={message} />
        <Field label="Name" error={errors['displayName']}>
          {(control) => (
            <Input
              {...control}
              key={account.displayName}
              name="displayName"
              defaultValue={account.displayName}
              autoComplete="name"
              maxLength={120}
              disabled={account.isLimited}
            />
          )}
        </Field>
        <Button type="submit" busy={busy} disabled={account.isLimited} className="self-start">
          Save the name
        </Button>
      </form>
    </Section>
  );
}

/** Reads the account anew after it was changed. */
export function useAccountChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keys.account });
}
