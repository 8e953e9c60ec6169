import { useInfiniteQuery } from '@tanstack/react-query';
import { FilterX, ScrollText } from 'lucide-react';
import type { AuditAction, AuditEntry } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { FilterSelect } from '@/components/ui/filter-select';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { auditEntriesQuery, type AuditFilters } from '@/features/audit/api/list-audit-entries';
import { auditActionLabels } from '@/features/audit/audit-actions';
import { formatMoment, formatWhen } from '@/lib/format';
import { humanize } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { defined } from '@/lib/search';
import { useNow } from '@/lib/use-now';

interface AuditLogProps {
  readonly filters: AuditFilters;
  readonly onFilters: (filters: AuditFilters) => void;
}

const actionOptions = Object.entries(auditActionLabels)
  .map(([value, label]) => ({ value: value as AuditAction, label }))
  .toSorted((a, b) => a.label.localeCompare(b.label));

export function AuditLog({ filters, onFilters }: AuditLogProps) {
  const organization = useOrganization();
  const query = useInfiniteQuery(auditEntriesQuery(organization.id, filters));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(filters).length > 0;

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <FilterSelect
          label="Action"
          any="Any action"
          value={filters.action}
          options={actionOptions}
          onChange={(action) => onFilters(defined({ actor: filters.actor, action }))}
        />
        {filtered && (
          <Button size="sm" tone="ghost" onClick={() => onFilters({})}>
            {filters.actor === undefined ? 'Clear' : 'Show what everybody did'}
          </Button>
        )}
      </div>
      {query.isPending ? (
        <Loading label="Loading the log" className="flex flex-col gap-3">
          {Array.from({ length: 8 }, (_, row) => (
            <Skeleton key={row} className="h-10" />
          ))}
        </Loading>
      ) : query.data === undefined ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : entries.length === 0 ? (
        <StateMessage icon={filtered ? FilterX : ScrollText} title={filtered ? 'No entry matches' : 'Nothing happened yet'}>
          <p>{filtered ? 'Choose another action.' : 'Sign-ins, decisions, playback and changes of settings will be listed here.'}</p>
        </StateMessage>
      ) : (
        <ol aria-label="Audit log" className="border-t border-line">
          {entries.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              onActor={(actor) => onFilters(defined({ action: filters.action, actor }))}
              chosen={filters.actor !== undefined}
            />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <Button className="self-start" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {query.isFetchingNextPage ? 'Loading' : query.isFetchNextPageError ? 'Loading more failed. Try again' : 'Show older entries'}
        </Button>
      )}
    </>
  );
}

interface EntryProps {
  readonly entry: AuditEntry;
  /** True while the log shows one actor only. */
  readonly chosen: boolean;
  readonly onActor: (actor: string) => void;
}

function Entry({ entry, chosen, onActor }: EntryProps) {
  const now = useNow();
  const { actor } = entry;
  const name = actor.name ?? (actor.kind === 'system' ? 'CallScript' : actor.kind === 'api_key' ? 'An API key' : 'A former member');
  const changed = entry.before !== null || entry.after !== null;
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-b border-line py-2 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <time dateTime={entry.occurredAt} title={formatMoment(entry.occurredAt)} className="text-xs text-muted sm:pt-0.5">
        {formatWhen(entry.occurredAt, now)}
      </time>
      <div className="min-w-0">
        <p>
          <span className="font-semibold">{auditActionLabels[entry.action] ?? humanize(entry.action)}</span>
          {' by '}
          {actor.id === null || chosen ? (
            name
          ) : (
            <button
              type="button"
              className="underline decoration-line underline-offset-2 hover:decoration-current"
              onClick={() => onActor(actor.id ?? '')}
            >
              {name}
            </button>
          )}
        </p>
        <p className="text-xs text-muted">
          {humanize(entry.subjectType)}
          {entry.subjectId !== null && <code className="ml-1 font-mono break-all">{entry.subjectId}</code>}
        </p>
        <details className="text-xs text-muted">
          <summary className="w-fit cursor-pointer coarse:py-2">{changed ? 'Change and origin' : 'Origin'}</summary>
          <dl className="mt-1 grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-1">
            {entry.before !== null && <Fact name="Before" value={wordsOf(entry.before)} />}
            {entry.after !== null && <Fact name="After" value={wordsOf(entry.after)} />}
            <Fact name="Address" value={entry.ipAddress ?? 'the server itself'} />
            {entry.userAgent !== null && <Fact name="Browser" value={entry.userAgent} />}
            {entry.requestId !== null && <Fact name="Request" value={entry.requestId} />}
            <Fact name="Entry" value={`${entry.sequence}:${entry.digest}`} />
          </dl>
        </details>
      </div>
    </li>
  );
}

/** A line for each thing that was kept of a change. */
function wordsOf(kept: unknown): string {
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) {
    return text(kept);
  }
  return Object.entries(kept)
    .map(([name, value]) => `${name}: ${text(value)}`)
    .join('\n');
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="font-mono wrap-anywhere whitespace-pre-line">{value}</dd>
    </>
  );
}
