import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

/** What the sign-in page offers. */
export const signInSettingsQuery = queryOptions({
  queryKey: keys.signInSettings,
  queryFn: ({ signal }) => unwrap(api.GET('/api/v1/auth/settings', { signal })),
  staleTime: 5 * 60_000,
});
