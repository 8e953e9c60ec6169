import { useCallback, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { FormError, PasswordInput } from '@/components/ui/form';
import { proveIdentity } from '@/features/account/api/account';
import { ProofContext, type AskForProof } from '@/features/account/proof';
import { required, useSubmit } from '@/lib/use-submit';

interface ProofProviderProps {
  readonly hasPassword: boolean;
  readonly hasTwoFactor: boolean;
  readonly children: ReactNode;
}

/** The dialog in which a person shows once more that it is them, for everything below. */
export function ProofProvider({ hasPassword, hasTwoFactor, children }: ProofProviderProps) {
  const [open, setOpen] = useState(false);
  const answer = useRef<(proved: boolean) => void>(() => undefined);

  const ask = useCallback<AskForProof>(() => {
    setOpen(true);
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }, []);
  const close = (proved: boolean) => {
    setOpen(false);
    answer.current(proved);
  };

  return (
    <ProofContext value={ask}>
      {children}
      <Dialog open={open} onClose={() => close(false)} title="Is it still you?">
        <ProofForm hasPassword={hasPassword} hasTwoFactor={hasTwoFactor} onProved={() => close(true)} onCancel={() => close(false)} />
      </Dialog>
    </ProofContext>
  );
}

interface ProofFormProps extends Omit<ProofProviderProps, 'children'> {
  readonly onProved: () => void;
  readonly onCancel: () => void;
}

function ProofForm({ hasPassword, hasTwoFactor, onProved, onCancel }: ProofFormProps) {
  const [byCode, setByCode] = useState(!hasPassword);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, byCode ? { code: 'the code' } : { password: 'your password' }),
    send: async (values) => {
      await proveIdentity(byCode ? { code: values('code') } : { password: values('password') });
      onProved();
    },
    say: (error) => (error.code === 'account_locked' ? 'Too many failed attempts. Wait a while, and try again.' : null),
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4 p-4">
      <p className="text-muted">This changes how your account is guarded. Show once more that it is you.</p>
      <FormError message={message} />
      {byCode ? (
        <Field label="Code of your authenticator app" error={errors['code']}>
          {(control) => (
            <Input {...control} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={40} className="font-mono" />
          )}
        </Field>
      ) : (
        <Field label="Password" error={errors['password']}>
          {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
        </Field>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {hasPassword && hasTwoFactor && (
          <Button tone="ghost" className="mr-auto" onClick={() => setByCode(!byCode)}>
            {byCode ? 'Use the password' : 'Use a code'}
          </Button>
        )}
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={busy}>
          Continue
        </Button>
      </div>
    </form>
  );
}
