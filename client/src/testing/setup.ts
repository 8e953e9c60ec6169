import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { installBrowserGaps } from '@/testing/browser-gaps';
import { server } from '@/testing/server';

await installBrowserGaps();
// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));

beforeEach(() => {
  localStorage.clear();
  window.history.replaceState(null, '', '/');
});

afterEach(async () => {
  cleanup();
  const { closeAllToasts } = await import('@/testing/toasts');
  closeAllToasts();
  server.resetHandlers();
});

afterAll(() => server.close());
