import { Copy, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { Account, TwoFactorSecret } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Section } from '@/components/ui/settings';
import { beginTwoFactor, disableTwoFactor, enableTwoFactor, renewRecoveryCodes } from '@/features/account/api/account';
import { useAccountChanged } from '@/features/account/components/profile-section';
import { QrCode } from '@/features/account/components/qr-code';
import { ProofDeclined, useProved } from '@/features/account/proof';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

export function TwoFactorSection({ account }: { readonly account: Account }) {
  const proved = useProved();
  const changed = useAccountChanged();
  const [busy, setBusy] = useState(false);
  const [secret, setSecret] = useState<TwoFactorSecret | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ProofDeclined)) {
        showToast({ tone: 'error', message: messageOf(error) });
      }
    } finally {
      setBusy(false);
    }
  };
  const begin = () => run(async () => setSecret(await proved(beginTwoFactor)));
  const renew = () =>
    run(async () => {
      setCodes((await proved(renewRecoveryCodes)).recoveryCodes);
      await changed();
    });
  const disable = () =>
    run(async () => {
      await proved(disableTwoFactor);
      showToast({ tone: 'success', message: 'Two-step sign-in is off.' });
      await changed();
    });

  return (
    <Section
      title="Two-step sign-in"
      summary={
        account.hasTwoFactor
          ? `On: signing in takes a code of your authenticator app. ${account.recoveryCodesLeft} recovery ${account.recoveryCodesLeft === 1 ? 'code is' : 'codes are'} left.`
          : 'Off. With it, a stolen password is not enough to get in.'
      }
    >
      <div className="flex flex-wrap gap-2">
        {account.hasTwoFactor ? (
          <>
            <Button busy={busy} onClick={() => void renew()}>
              New recovery codes
            </Button>
            <Button tone="critical" disabled={busy} onClick={() => void disable()}>
              Turn off
            </Button>
          </>
        ) : (
          <Button busy={busy} onClick={() => void begin()}>
            <ShieldCheck aria-hidden className="size-4" />
            Set up
          </Button>
        )}
      </div>
      <Dialog open={secret !== null} onClose={() => setSecret(null)} title="Set up two-step sign-in">
        {secret !== null && (
          <SetUpForm
            secret={secret}
            onEnabled={(fresh) => {
              setSecret(null);
              setCodes(fresh);
              void changed();
            }}
          />
        )}
      </Dialog>
      <Dialog open={codes !== null} onClose={() => setCodes(null)} title="Keep your recovery codes">
        {codes !== null && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      </Dialog>
    </Section>
  );
}

interface SetUpFormProps {
  readonly secret: TwoFactorSecret;
  readonly onEnabled: (codes: readonly string[]) => void;
}

function SetUpForm({ secret, onEnabled }: SetUpFormProps) {
  const proved = useProved();
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { code: 'the code that the app shows' }),
    send: async (values) => onEnabled((await proved(() => enableTwoFactor(values('code')))).recoveryCodes),
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4 overflow-y-auto p-4">
      <p className="text-muted">Scan this with your authenticator app, or type the key into it.</p>
      <QrCode text={secret.uri} label="QR code for the authenticator app" />
      <p className="font-mono text-xs wrap-anywhere" aria-label="Key">
        {secret.secret.match(/.{1,4}/g)?.join(' ')}
      </p>
      <FormError message={message} />
      <Field label="Code" hint="Six digits that the app shows now." error={errors['code']}>
        {(control) => (
          <Input {...control} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={10} className="max-w-40 font-mono" />
        )}
      </Field>
      <Button type="submit" tone="primary" busy={busy} className="self-end">
        Turn on
      </Button>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      showToast({ tone: 'success', message: 'The codes are copied.' });
    } catch {
      // The browser has forbidden it; the codes can still be marked and copied by hand.
      showToast({ tone: 'error', message: 'The browser does not let the page copy. Mark the codes and copy them yourself.' });
    }
  };
  return (
    <div className="flex flex-col gap-4 overflow-y-auto p-4">
      <p className="text-muted">
        Each stands in once for a code when you have lost your authenticator. They are not shown again: keep them where you keep what is
        important.
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-md border border-line bg-subtle p-3 font-mono text-xs sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <Button onClick={() => void copy()}>
          <Copy aria-hidden className="size-4" />
          Copy
        </Button>
        <Button tone="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
