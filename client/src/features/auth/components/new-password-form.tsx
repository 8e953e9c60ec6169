import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError, PasswordInput } from '@/components/ui/form';
import { newPasswordHint } from '@/lib/labels';
import { required, useSubmit } from '@/lib/use-submit';

interface NewPasswordFormProps {
  readonly label: string;
  /** The API's name for the password's field, by which it complains about it. */
  readonly field: 'password' | 'newPassword';
  /** Asks for a name as well. */
  readonly withName?: boolean;
  readonly send: (password: string, displayName: string) => Promise<void>;
}

/** Chooses a password, for a new account or in place of a lost one. */
export function NewPasswordForm({ label, field, withName = false, send }: NewPasswordFormProps) {
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { ...(withName ? { displayName: 'your name' } : {}), [field]: 'a password' }),
    send: (values) => send(values(field), values('displayName').trim()),
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={message} />
      {withName && (
        <Field label="Your name" hint="As your colleagues see it." error={errors['displayName']}>
          {(control) => <Input {...control} name="displayName" autoComplete="name" maxLength={120} />}
        </Field>
      )}
      <Field label="Password" hint={newPasswordHint} error={errors[field]}>
        {(control) => <PasswordInput {...control} name={field} autoComplete="new-password" />}
      </Field>
      <Button type="submit" tone="primary" size="lg" busy={busy}>
        {label}
      </Button>
    </form>
  );
}
