import { useState, type FormEvent } from 'react';
import { ApiError, messageOf } from '@/lib/problem';

interface Submission {
  readonly busy: boolean;
  /** What to say above the form; null when each complaint has a field of its own. */
  readonly message: string | null;
  /** Complaints by field. */
  readonly errors: Readonly<Record<string, string | undefined>>;
  readonly submit: (event: FormEvent<HTMLFormElement>) => void;
}

interface SubmitOptions {
  /** Complaints that need no server; nothing is sent while there are any. */
  readonly check?: (values: Values) => Readonly<Record<string, string | undefined>>;
  readonly send: (values: Values) => Promise<void>;
  /** Words for an error that the general ones do not fit; null for those that do. */
  readonly say?: (error: ApiError) => string | null;
}

export type Values = (name: string) => string;

/** Sends a form once at a time and keeps what came of it. */
export function useSubmit({ check, send, say }: SubmitOptions): Submission {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const [errors, setErrors] = useState<Submission['errors']>({});

  const run = async (form: HTMLFormElement) => {
    const values: Values = (name) => {
      const field = form.elements.namedItem(name);
      return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : '';
    };
    const complaints = Object.entries(check?.(values) ?? {}).filter(([, complaint]) => complaint !== undefined);
    setErrors(Object.fromEntries(complaints));
    setMessage(null);
    const first = complaints[0];
    if (first !== undefined) {
      focus(form, first[0]);
      return;
    }
    setBusy(true);
    try {
      await send(values);
    } catch (error) {
      const fields = error instanceof ApiError ? Object.entries(error.fields) : [];
      const known = fields.filter(([name]) => form.elements.namedItem(name) !== null);
      setErrors(Object.fromEntries(known.map(([name, complaints]) => [name, complaints[0]])));
      setMessage(known.length > 0 ? null : ((error instanceof ApiError ? say?.(error) : null) ?? messageOf(error)));
      focus(form, known[0]?.[0] ?? form.querySelector('input')?.name ?? '');
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    message,
    errors,
    submit: (event) => {
      event.preventDefault();
      if (!busy) {
        void run(event.currentTarget);
      }
    },
  };
}

function focus(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}

/** "Enter your …" for each field that is empty. */
export function required(values: Values, fields: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, what]) => [name, values(name).trim() === '' ? `Enter ${what}.` : undefined]),
  );
}
