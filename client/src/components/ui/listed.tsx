import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton } from '@/components/ui/states';

interface ListedProps<T> {
  readonly query: UseQueryResult<{ readonly items: readonly T[] }>;
  /** For readers, while it is on its way. */
  readonly loading: string;
  /** In place of a list without items. */
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A section's list, or what stands in its place: on its way, failed, or empty. */
export function Listed<T>({ query, loading, empty, children }: ListedProps<T>) {
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading label={loading}>
        <Skeleton className="h-12 w-full" />
      </Loading>
    );
  }
  return query.data.items.length === 0 ? empty : children(query.data.items);
}
