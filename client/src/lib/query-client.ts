import { QueryClient } from '@tanstack/react-query';
import { ApiError, UnreachableError } from '@/lib/problem';

const retries = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // A refusal stays a refusal; only silence and breakdowns are worth another try.
        retry: (failures, error) =>
          failures < retries && (error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500)),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
        // The browser's idea of being online is about the network card; CallScript often runs on the same machine.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
