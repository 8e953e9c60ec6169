import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { startRingba } from '@/features/ringba/api/ringba';
import { useOrganization } from '@/lib/organization';
import { useSubmit } from '@/lib/use-submit';

const spans = [
  { value: '1', label: 'The last day' },
  { value: '7', label: 'The last 7 days' },
  { value: '30', label: 'The last 30 days' },
  { value: '90', label: 'The last 90 days' },
] as const;

/** Starts the first read; from then on new calls are read by themselves. */
export function StartReading({ onStarted }: { readonly onStarted: () => void }) {
  const organization = useOrganization();
  const client = useQueryClient();
  const [days, setDays] = useState<(typeof spans)[number]['value']>('30');
  const { busy, message, submit } = useSubmit({
    send: async () => {
      await startRingba(organization.id, Number(days));
      await client.invalidateQueries({ queryKey: keys.ringba(organization.id) });
      onStarted();
    },
  });
  return (
    <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
      <FormError message={message} />
      <Field label="Read first" hint="New calls follow by themselves. The newest are transcribed first.">
        {(control) => <Select {...control} value={days} options={spans} onChange={setDays} />}
      </Field>
      <Button type="submit" tone="primary" busy={busy} className="self-start">
        Start reading
      </Button>
    </form>
  );
}
