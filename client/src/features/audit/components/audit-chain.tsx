import { useQuery } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton } from '@/components/ui/states';
import { auditChainQuery } from '@/features/audit/api/verify-audit-log';
import { humanize } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';

/** Whether the log is what it was, and what to note to be able to prove it later. */
export function AuditChain() {
  const organization = useOrganization();
  const query = useQuery(auditChainQuery(organization.id));
  if (query.isPending) {
    return (
      <Loading label="Verifying the log">
        <Skeleton className="h-10" />
      </Loading>
    );
  }
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { broken, entries, sequence, digest } = query.data;
  if (broken) {
    return (
      <p role="alert" className="flex items-start gap-2 font-medium text-critical">
        <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        Entry {broken.sequence} does not fit the chain: {humanize(broken.kind).toLowerCase()}. Somebody changed the log in the database.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <p className="flex items-start gap-2">
        <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-safe" />
        Whole: {entries.toLocaleString()} entries, each chained to the one before it.
      </p>
      <p className="text-xs text-muted">
        Keep this elsewhere to be able to show later that nothing was cut off:{' '}
        <code className="font-mono break-all select-all">
          {sequence}:{digest}
        </code>
      </p>
    </div>
  );
}
