import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { IdentityProvider } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input, inputStyles } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { removeIdentityProvider, setIdentityProvider } from '@/features/single-sign-on/api/identity-provider';
import { cn } from '@/lib/cn';
import { useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { required, useSubmit } from '@/lib/use-submit';

const newcomers = [
  { value: '', label: 'Nobody: only members may sign in' },
  { value: 'viewer', label: 'A viewer' },
  { value: 'reviewer', label: 'A reviewer' },
] as const;

/** How people of the organization sign in through its own provider. */
export function ProviderForm({ provider }: { readonly provider: IdentityProvider | null }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: keys.identityProvider(organization.id) });
  const [removing, setRemoving] = useState(false);
  const { busy, message, errors, submit } = useSubmit({
    check: (values) =>
      required(values, {
        issuer: "the provider's address",
        clientId: 'the client id',
        clientSecret: 'the client secret',
        allowedDomains: 'at least one domain',
      }),
    send: async (values) => {
      await setIdentityProvider(organization.id, {
        issuer: values('issuer').trim(),
        clientId: values('clientId').trim(),
        clientSecret: values('clientSecret').trim(),
        allowedDomains: values('allowedDomains')
          .split(/[\s,;]+/)
          .filter((domain) => domain !== ''),
        defaultRole: (values('defaultRole') || null) as IdentityProvider['defaultRole'],
      });
      showToast({ tone: 'success', message: 'Single sign-on is set up. Try it in another browser before you rely on it.' });
      await changed();
    },
  });
  const remove = async () => {
    try {
      await removeIdentityProvider(organization.id);
      showToast({ tone: 'success', message: 'Single sign-on is off.' });
    } catch (error) {
      showToast({ tone: 'error', message: messageOf(error) });
    }
    setRemoving(false);
    await changed();
  };

  return (
    <form key={provider?.updatedAt} noValidate onSubmit={submit} className="flex max-w-lg flex-col gap-4">
      <FormError message={message} />
      <Field label="Issuer" hint="The provider's address, letter by letter as it names itself." error={errors['issuer']}>
        {(control) => (
          <Input
            {...control}
            type="url"
            name="issuer"
            defaultValue={provider?.issuer}
            placeholder="https://login.example.com"
            maxLength={500}
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Client id" error={errors['clientId']}>
        {(control) => <Input {...control} name="clientId" defaultValue={provider?.clientId} maxLength={200} spellCheck={false} />}
      </Field>
      <Field
        label="Client secret"
        hint={provider === null ? undefined : 'Only its end is shown. Leave it as it is to keep it.'}
        error={errors['clientSecret']}
      >
        {(control) => (
          <Input
            {...control}
            name="clientSecret"
            defaultValue={provider?.clientSecret}
            maxLength={500}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Field
        label="E-mail domains"
        hint="Only verified addresses of these domains are let in; several are parted by spaces."
        error={errors['allowedDomains']}
      >
        {(control) => (
          <Input
            {...control}
            name="allowedDomains"
            defaultValue={provider?.allowedDomains.join(' ')}
            placeholder="example.com"
            spellCheck={false}
          />
        )}
      </Field>
      <Field
        label="Who comes for the first time becomes"
        hint="Somebody who already has an account is invited instead, and says yes themselves."
        error={errors['defaultRole']}
      >
        {(control) => (
          <select {...control} name="defaultRole" defaultValue={provider?.defaultRole ?? ''} className={cn(inputStyles, 'h-9')}>
            {newcomers.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={busy}>
          Save
        </Button>
        {provider !== null && (
          <Button tone="critical" disabled={busy} onClick={() => setRemoving(true)}>
            Turn off
          </Button>
        )}
      </div>
      <Dialog open={removing} onClose={() => setRemoving(false)} title="Turn single sign-on off?">
        <div className="flex flex-col gap-4 p-4">
          <p>Everybody who is signed in through it is signed out at once. Those without a password need to set one by mail.</p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setRemoving(false)}>Keep it</Button>
            <Button tone="critical" onClick={() => void remove()}>
              Turn off
            </Button>
          </div>
        </div>
      </Dialog>
    </form>
  );
}
