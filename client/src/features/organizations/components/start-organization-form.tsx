import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { meQuery } from '@/features/organizations/api/get-me';
import { startOrganization } from '@/features/organizations/api/organization';
import { required, useSubmit } from '@/lib/use-submit';

/** The first step of a new organization: its name. */
export function StartOrganizationForm({ onStarted }: { readonly onStarted: (slug: string) => void }) {
  const client = useQueryClient();
  const { busy, message, errors, submit } = useSubmit({
    check: (values) => required(values, { name: 'a name' }),
    send: async (values) => {
      const started = await startOrganization(values('name').trim());
      await client.fetchQuery({ ...meQuery, staleTime: 0 });
      onStarted(started.slug);
    },
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={message} />
      <Field label="Name of the organization" hint="You become its owner." error={errors['name']}>
        {(control) => <Input {...control} name="name" autoComplete="organization" maxLength={120} />}
      </Field>
      <Button type="submit" tone="primary" size="lg" busy={busy}>
        Create the organization
      </Button>
    </form>
  );
}
