import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Laptop } from 'lucide-react';
import { keys } from '@/api/keys';
import type { SessionItem } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Section } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { revokeOtherSessions, revokeSession, sessionsQuery } from '@/features/account/api/account';
import { deviceName } from '@/features/account/device';
import { formatMoment, formatWhen } from '@/lib/format';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';
import { useNow } from '@/lib/use-now';

export function SessionsSection() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const changes = {
    onError: (problem: unknown) => showToast({ tone: 'error', message: `The session was not ended: ${messageOf(problem)}` }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  };
  const one = useMutation({ mutationFn: revokeSession, ...changes });
  const others = useMutation({ mutationFn: revokeOtherSessions, ...changes });

  return (
    <Section
      title="Sessions"
      summary="Where you are signed in. A session that you end stops working at once."
      actions={
        (data?.items.length ?? 0) > 1 && (
          <Button busy={others.isPending} onClick={() => others.mutate()}>
            End all others
          </Button>
        )
      }
    >
      {data !== undefined ? (
        <ul aria-label="Sessions" className="divide-y divide-line rounded-lg border border-line">
          {data.items.map((item) => (
            <SessionRow
              key={item.id}
              session={item}
              busy={one.isPending && one.variables === item.id}
              onRevoke={() => one.mutate(item.id)}
            />
          ))}
        </ul>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading label="Loading the sessions" className="flex flex-col gap-2">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
    </Section>
  );
}

interface SessionRowProps {
  readonly session: SessionItem;
  readonly busy: boolean;
  readonly onRevoke: () => void;
}

function SessionRow({ session, busy, onRevoke }: SessionRowProps) {
  const now = useNow();
  const device = deviceName(session.device);
  return (
    <li className="flex items-center gap-3 px-3 py-2.5">
      <Laptop aria-hidden className="size-4 shrink-0 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={session.device ?? undefined}>
          {device}
          {session.isCurrent && <span className="ml-2 text-xs font-normal text-safe">This one</span>}
        </p>
        <p className="text-xs wrap-anywhere text-faint">
          {session.ipAddress ?? 'Unknown address'} · signed in{' '}
          <time dateTime={session.createdAt} title={formatMoment(session.createdAt)}>
            {formatWhen(session.createdAt, now)}
          </time>{' '}
          · used{' '}
          <time dateTime={session.lastUsedAt} title={formatMoment(session.lastUsedAt)}>
            {formatWhen(session.lastUsedAt, now)}
          </time>
        </p>
      </div>
      {!session.isCurrent && (
        <Button size="sm" busy={busy} aria-label={`End the session of ${device}`} onClick={onRevoke}>
          End
        </Button>
      )}
    </li>
  );
}
