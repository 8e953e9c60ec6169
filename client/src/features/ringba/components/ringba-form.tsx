import { useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { RingbaAccount, RingbaStatus } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { saveRingba, testRingba, type RingbaInput } from '@/features/ringba/api/ringba';
import { formatCount } from '@/lib/format';
import { useOrganization } from '@/lib/organization';
import type { ApiError } from '@/lib/problem';
import { required, useSubmit, type Values } from '@/lib/use-submit';

/** What to do about each way in which Ringba says no. */
const advice: Readonly<Record<string, string>> = {
  ringba_bad_token: 'Ringba does not accept this token. Copy it again from Ringba: Security, API access tokens.',
  ringba_no_access: 'The token works, but not for this account. Check the account id, or use a token of this account.',
  ringba_bad_account: 'Ringba knows no account with this id. It starts with RA and stands in the address of your Ringba pages.',
  ringba_unreachable: 'Ringba did not answer in time. Try again in a minute.',
  ringba_throttled: 'Ringba’s limit of requests is reached for now. Try again in a minute.',
  ringba_bad_answer: 'Something answered, but not as Ringba does. Try again; if it stays so, tell whoever runs this installation.',
};

const say = (error: ApiError) => advice[error.code] ?? null;

interface RingbaFormProps {
  readonly status: RingbaStatus;
  readonly onSaved: () => void;
}

/** Address, account and token. Saving asks Ringba first, so that what is stored worked at least once. */
export function RingbaForm({ status, onSaved }: RingbaFormProps) {
  const organization = useOrganization();
  const client = useQueryClient();
  const { connection, addresses } = status;
  const [address, setAddress] = useState(connection?.address ?? addresses[0] ?? '');
  const [found, setFound] = useState<RingbaAccount | null>(null);
  const [intent, setIntent] = useState<'save' | 'test'>('save');

  const inputOf = (values: Values): RingbaInput => ({
    address: addresses.length > 1 ? address : null,
    accountId: values('accountId').trim(),
    token: values('token').trim() === '' ? null : values('token').trim(),
  });
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { accountId: 'the account id', ...(connection === null ? { token: 'the API token' } : {}) }),
    send: async (values) => {
      setFound(null);
      if (intent === 'test') {
        setFound(await testRingba(organization.id, inputOf(values)));
        return;
      }
      const saved = await saveRingba(organization.id, inputOf(values));
      setFound(saved.account);
      await client.invalidateQueries({ queryKey: keys.ringba(organization.id) });
      onSaved();
    },
    say,
  });

  return (
    <form noValidate onSubmit={submit} className="flex max-w-md flex-col gap-4">
      <FormError message={message} />
      {found !== null && (
        <p role="status" className="flex items-start gap-2 rounded-md border border-safe-line bg-safe-soft px-3 py-2 text-safe">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            {found.name === null ? 'Ringba answers' : `${found.name} answers`}: {formatCount(found.callsInLastHour)}{' '}
            {found.callsInLastHour === 1 ? 'call' : 'calls'} in the last hour.
          </span>
        </p>
      )}
      {addresses.length > 1 && (
        <Field label="Ringba’s address" error={errors['address']}>
          {(control) => (
            <Select {...control} value={address} options={addresses.map((value) => ({ value, label: value }))} onChange={setAddress} />
          )}
        </Field>
      )}
      <Field label="Account id" hint="Starts with RA." error={errors['accountId']}>
        {(control) => (
          <Input
            {...control}
            name="accountId"
            defaultValue={connection?.accountId}
            readOnly={connection !== null}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            className="font-mono read-only:bg-subtle read-only:text-muted"
          />
        )}
      </Field>
      <Field
        label="API token"
        hint={
          connection === null
            ? 'Encrypted when it is stored; only its last characters are shown again.'
            : `Stored: ${connection.maskedToken}. Leave empty to keep it.`
        }
        error={errors['token']}
      >
        {(control) => (
          <Input {...control} type="password" name="token" autoComplete="off" spellCheck={false} maxLength={1000} className="font-mono" />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={busy && intent === 'save'} disabled={busy} onClick={() => setIntent('save')}>
          {connection === null ? 'Test and connect' : 'Test and save'}
        </Button>
        <Button type="submit" busy={busy && intent === 'test'} disabled={busy} onClick={() => setIntent('test')}>
          Test only
        </Button>
      </div>
    </form>
  );
}
