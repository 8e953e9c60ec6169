import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError, PasswordInput } from '@/components/ui/form';
import type { ApiError } from '@/lib/problem';
import { session } from '@/lib/session';
import { required, useSubmit } from '@/lib/use-submit';

function say(error: ApiError): string | null {
  if (error.code === 'invalid_credentials') {
    return 'The e-mail address or the password is wrong.';
  }
  if (error.status === 429) {
    const wait = error.retryAfterSeconds;
    return `Too many attempts. ${wait === null ? 'Wait a minute' : `Wait ${Math.ceil(wait)} seconds`} and try again.`;
  }
  return null;
}

/** E-mail address and password, and the code where the account asks for one. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [ticket, setTicket] = useState<string | null>(null);
  return ticket === null ? (
    <PasswordStep onSignedIn={onSignedIn} onSecondStep={setTicket} />
  ) : (
    <CodeStep ticket={ticket} onSignedIn={onSignedIn} onStartOver={() => setTicket(null)} />
  );
}

interface PasswordStepProps {
  readonly onSignedIn: () => void;
  readonly onSecondStep: (ticket: string) => void;
}

function PasswordStep({ onSignedIn, onSecondStep }: PasswordStepProps) {
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { email: 'your e-mail address', password: 'your password' }),
    send: async (values) => {
      const step = await session.signIn(values('email').trim(), values('password'));
      if (step === null) {
        onSignedIn();
      } else {
        onSecondStep(step.ticket);
      }
    },
    say,
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={message} />
      <Field label="E-mail address" error={errors['email']}>
        {(control) => (
          <Input {...control} type="email" name="email" autoComplete="username" maxLength={254} autoCapitalize="none" spellCheck={false} />
        )}
      </Field>
      <Field label="Password" error={errors['password']}>
        {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
      </Field>
      <Button type="submit" tone="primary" size="lg" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}

interface CodeStepProps {
  readonly ticket: string;
  readonly onSignedIn: () => void;
  readonly onStartOver: () => void;
}

function CodeStep({ ticket, onSignedIn, onStartOver }: CodeStepProps) {
  const [lost, setLost] = useState(false);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { code: lost ? 'a recovery code' : 'the code' }),
    send: async (values) => {
      await session.completeSignIn(ticket, values('code'));
      onSignedIn();
    },
    say,
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={message} />
      <Field
        key={lost ? 'recovery' : 'app'}
        label={lost ? 'Recovery code' : 'Code of your authenticator app'}
        hint={lost ? 'One of those you kept when you turned two-step sign-in on. Each works once.' : undefined}
        error={errors['code']}
      >
        {(control) => (
          <Input
            {...control}
            // The step came because of what the person just did, and its one field is all there is to do.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            name="code"
            inputMode={lost ? 'text' : 'numeric'}
            autoComplete="one-time-code"
            maxLength={40}
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Button type="submit" tone="primary" size="lg" busy={busy}>
        Sign in
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button tone="ghost" size="sm" onClick={() => setLost(!lost)}>
          {lost ? 'Use the authenticator app' : 'Use a recovery code'}
        </Button>
        <Button tone="ghost" size="sm" onClick={onStartOver}>
          Start over
        </Button>
      </div>
    </form>
  );
}
