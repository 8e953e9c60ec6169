import { act, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '@/app/app';
import { createAppRouter } from '@/app/router';
import { createQueryClient } from '@/lib/query-client';
import { session } from '@/lib/session';
import type { FakeApi } from '@/testing/fake-api';

/** The whole application at an address, as a person meets it. */
export async function renderApp(api: FakeApi, path: string, { signedIn = true } = {}) {
  if (signedIn) {
    await session.signIn(api.world.email, api.world.password);
  } else {
    await session.signOut();
  }
  api.log.length = 0;
  window.history.replaceState(null, '', path);
  const queryClient = createQueryClient();
  // A test that expects an error should not wait for the attempts that come before it.
  queryClient.setDefaultOptions({ queries: { ...queryClient.getDefaultOptions().queries, retry: false } });
  const user = userEvent.setup();
  const router = createAppRouter(queryClient);
  const view = await act(async () => render(<App queryClient={queryClient} router={router} />));
  return { ...view, user, queryClient, router };
}

export const at = () => window.location.pathname + window.location.search;
