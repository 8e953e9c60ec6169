import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { ApiError, messageOf } from '@/lib/problem';
import { session } from '@/lib/session';

interface Problem {
  readonly message: string | null;
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) {
    if (error.code === 'invalid_credentials') {
      return { message: 'The e-mail address or the password is wrong.' };
    }
    if (error.status === 429) {
      const wait = error.retryAfterSeconds;
      return { message: `Too many attempts. ${wait === null ? 'Wait a minute' : `Wait ${Math.ceil(wait)} seconds`} and try again.` };
    }
    if (error.status === 400 && Object.keys(error.fields).length > 0) {
      return { message: null, email: error.fields['email']?.[0], password: error.fields['password']?.[0] };
    }
  }
  return { message: messageOf(error) };
}

export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [visible, setVisible] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [address, secret] = [email.current?.value.trim() ?? '', password.current?.value ?? ''];
    if (address === '' || secret === '') {
      setProblem({
        message: null,
        email: address === '' ? 'Enter your e-mail address.' : undefined,
        password: secret === '' ? 'Enter your password.' : undefined,
      });
      (address === '' ? email : password).current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(address, secret);
      onSignedIn();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
      password.current?.select();
    }
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {problem?.message != null && (
        <p role="alert" className="flex items-start gap-2 rounded-md border border-critical-line bg-critical-soft px-3 py-2 text-critical">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {problem.message}
        </p>
      )}
      <Field label="E-mail address" error={problem?.email}>
        {(control) => (
          <Input
            {...control}
            ref={email}
            type="email"
            name="email"
            autoComplete="username"
            maxLength={254}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Password" error={problem?.password}>
        {(control) => (
          <div className="relative">
            <Input
              {...control}
              ref={password}
              type={visible ? 'text' : 'password'}
              name="password"
              autoComplete="current-password"
              maxLength={256}
              className="pr-10"
            />
            <button
              type="button"
              aria-label={visible ? 'Hide password' : 'Show password'}
              aria-pressed={visible}
              onClick={() => setVisible(!visible)}
              className="absolute top-1/2 right-1 grid size-7 -translate-y-1/2 place-items-center rounded-sm text-faint hover:text-ink"
            >
              {visible ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
            </button>
          </div>
        )}
      </Field>
      <Button type="submit" tone="primary" size="lg" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
