import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { required, useSubmit } from '@/lib/use-submit';

interface LetterRequestFormProps {
  readonly label: string;
  readonly request: (email: string) => Promise<void>;
  /** What to expect once it was asked for; it must be true whether or not there is an account. */
  readonly asked: (email: string) => string;
}

/** Asks for a letter to an address. */
export function LetterRequestForm({ label, request, asked }: LetterRequestFormProps) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { email: 'your e-mail address' }),
    send: async (values) => {
      const email = values('email').trim();
      await request(email);
      setSentTo(email);
    },
  });
  if (sentTo !== null) {
    return (
      <p role="status" className="flex items-start gap-2.5">
        <MailCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-safe" />
        <span className="min-w-0 wrap-anywhere">{asked(sentTo)}</span>
      </p>
    );
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={message} />
      <Field label="E-mail address" error={errors['email']}>
        {(control) => (
          <Input {...control} type="email" name="email" autoComplete="username" maxLength={254} autoCapitalize="none" spellCheck={false} />
        )}
      </Field>
      <Button type="submit" tone="primary" size="lg" busy={busy}>
        {label}
      </Button>
    </form>
  );
}
