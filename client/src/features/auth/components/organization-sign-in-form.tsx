import { ArrowLeft, Building2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { useSubmit } from '@/lib/use-submit';

interface OrganizationSignInFormProps {
  readonly returnTo: string | undefined;
  /** Leaves for the organization's provider. */
  readonly go?: (address: string) => void;
}

/** Signs in through an organization's own provider, which needs the organization's short name first. */
export function OrganizationSignInForm({ returnTo, go = (address) => window.location.assign(address) }: OrganizationSignInFormProps) {
  const [open, setOpen] = useState(false);
  const { errors, submit } = useSubmit({
    check: (values) => ({
      organization: /^[a-z0-9-]{1,50}$/i.test(values('organization').trim())
        ? undefined
        : 'Enter the short name of your organization, as in its addresses.',
    }),
    send: (values) => {
      const slug = values('organization').trim().toLowerCase();
      const query = returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(returnTo)}`;
      go(`/api/v1/auth/oidc/${slug}/start${query}`);
      return Promise.resolve();
    },
  });
  if (!open) {
    return (
      <Button className="w-full" size="lg" onClick={() => setOpen(true)}>
        <Building2 aria-hidden className="size-4" />
        Sign in with your organization
      </Button>
    );
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <Field label="Organization" hint="Its short name, as after /o/ in its addresses." error={errors['organization']}>
        {(control) => (
          <Input
            {...control}
            // The person has just asked for this field.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            name="organization"
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={50}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button tone="ghost" aria-label="Back to the password" onClick={() => setOpen(false)}>
          <ArrowLeft aria-hidden className="size-4" />
        </Button>
        <Button type="submit" className="flex-1">
          Continue
        </Button>
      </div>
    </form>
  );
}

/** What the way back from a provider brought, in words. */
export const singleSignOnProblems: Readonly<Record<string, string>> = {
  sso_not_set_up: 'This organization has no sign-in of its own. Check its name, or use your password.',
  sso_attempt_over: 'The sign-in took too long or was started elsewhere. Start again.',
  sso_provider_unreachable: 'Your organization’s sign-in server does not answer. Try again later.',
  sso_provider_misconfigured: 'Your organization’s sign-in server and its settings here do not fit together. Tell an owner.',
  sso_refused: 'Your organization’s sign-in server did not confirm who you are.',
  sso_address_not_allowed: 'Your address there may not be used for this organization, or is not verified.',
  sso_not_a_member: 'You are not a member of this organization yet. Ask for an invite.',
};
