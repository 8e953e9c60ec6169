import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { keys } from '@/api/keys';
import type { OrganizationSettings, Vertical } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormError } from '@/components/ui/form';
import { Select } from '@/components/ui/select';
import { chooseVerticals } from '@/features/organizations/api/organization';
import { verticalLabels, verticals } from '@/lib/labels';
import { messageOf } from '@/lib/problem';

interface VerticalsFormProps {
  readonly settings: OrganizationSettings;
  readonly label: string;
  readonly onSaved: () => void;
}

/** Which markets the organization sells in. None chosen means all of them. */
export function VerticalsForm({ settings, label, onSaved }: VerticalsFormProps) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<Vertical>>(() => new Set(settings.verticals));
  const [fallback, setFallback] = useState<Vertical>(settings.defaultVertical);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);

  const offered = verticals.filter((vertical) => chosen.size === 0 || chosen.has(vertical));
  const standing = offered.includes(fallback as (typeof verticals)[number]) ? fallback : (offered[0] ?? 'general');

  const toggle = (vertical: Vertical) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(vertical)) {
        after.add(vertical);
      }
      return after;
    });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setMessage(null);
    try {
      const saved = await chooseVerticals(settings.id, [...chosen], standing);
      client.setQueryData(keys.organization(settings.id), saved);
      await client.invalidateQueries({ queryKey: keys.campaigns(settings.id) });
      onSaved();
    } catch (error) {
      setMessage(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <FormError message={message} />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-xs font-medium text-muted">Verticals you sell in</legend>
        <div className="grid gap-1.5 sm:grid-cols-2 lg:grid-cols-3">
          {verticals.map((vertical) => (
            <label
              key={vertical}
              className="flex items-center gap-2 rounded-md border border-line px-2.5 py-1.5 hover:bg-hover coarse:py-2.5"
            >
              <input
                type="checkbox"
                checked={chosen.has(vertical)}
                onChange={() => toggle(vertical)}
                className="size-4 shrink-0 accent-accent"
              />
              {verticalLabels[vertical]}
            </label>
          ))}
        </div>
        <p className="text-xs text-faint">None chosen: every vertical.</p>
      </fieldset>
      <Field
        label="When nothing else tells"
        hint="For calls without a campaign, and campaigns whose name gives no hint."
        className="max-w-xs"
      >
        {(control) => (
          <Select
            {...control}
            value={standing}
            options={offered.map((vertical) => ({ value: vertical as Vertical, label: verticalLabels[vertical] }))}
            onChange={setFallback}
          />
        )}
      </Field>
      <Button type="submit" tone="primary" busy={busy} className="self-start">
        {label}
      </Button>
    </form>
  );
}
