import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Retention } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Field, Input } from '@/components/ui/field';
import { Section } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { retentionQuery, useSetRetention } from '@/features/privacy/api/retention';
import { formatTimestamp } from '@/lib/format';
import { ApiError, messageOf } from '@/lib/problem';

const longest = 3650;

export function RetentionSection({ organizationId }: { readonly organizationId: string }) {
  const query = useQuery(retentionQuery(organizationId));
  return (
    <Section
      title="Retention"
      summary="How many days after a call its parts are kept. What is left empty is kept. What is due is removed within minutes, and cannot be brought back; a legal hold keeps it."
    >
      {query.data !== undefined ? (
        <RetentionForm key={query.data.updatedAt} organizationId={organizationId} retention={query.data} />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading label="Loading retention">
          <Skeleton className="h-14 w-full max-w-xl" />
        </Loading>
      )}
    </Section>
  );
}

const parts = [
  { field: 'recordingDays', label: 'Recordings' },
  { field: 'transcriptDays', label: 'Transcripts and quotes' },
  { field: 'callDays', label: 'Whole calls' },
] as const;
type Field = (typeof parts)[number]['field'];

function RetentionForm({ organizationId, retention }: { readonly organizationId: string; readonly retention: Retention }) {
  const save = useSetRetention(organizationId);
  const [days, setDays] = useState<Readonly<Record<Field, string>>>({
    recordingDays: retention.recordingDays?.toString() ?? '',
    transcriptDays: retention.transcriptDays?.toString() ?? '',
    callDays: retention.callDays?.toString() ?? '',
  });
  const fields = save.error instanceof ApiError ? save.error.fields : {};
  const read = (field: Field) => (days[field] === '' ? null : Number(days[field]));
  const changed = parts.some(({ field }) => read(field) !== retention[field]);

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ recordingDays: read('recordingDays'), transcriptDays: read('transcriptDays'), callDays: read('callDays') });
      }}
    >
      <div className="grid max-w-xl gap-3 sm:grid-cols-3">
        {parts.map(({ field, label }) => (
          <Field key={field} label={label} error={fields[field]?.[0]}>
            {(control) => (
              <div className="flex items-center gap-2">
                <Input
                  {...control}
                  type="number"
                  inputMode="numeric"
                  min={1}
                  max={longest}
                  step={1}
                  placeholder="Kept"
                  value={days[field]}
                  onChange={(event) => setDays({ ...days, [field]: event.target.value })}
                />
                <span className="text-faint">days</span>
              </div>
            )}
          </Field>
        ))}
      </div>
      {save.isError && Object.keys(fields).length === 0 && (
        <p role="alert" className="text-critical">
          {messageOf(save.error)}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" busy={save.isPending} disabled={save.isPending || !changed}>
          Save retention
        </Button>
        {retention.updatedAt !== null && <span className="text-xs text-faint">Last changed {formatTimestamp(retention.updatedAt)}</span>}
      </div>
    </form>
  );
}
