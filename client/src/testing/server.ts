import { http } from 'msw';
import { setupServer } from 'msw/node';
import { FakeApi } from '@/testing/fake-api';
import { fakeWorld, type FakeWorld } from '@/testing/fake-world';

export const server = setupServer();

/** Answers this test's requests from a world of its own. Handlers added later with `server.use` come first. */
export function serve(world: Partial<FakeWorld> = {}): FakeApi {
  const api = new FakeApi(fakeWorld(world));
  server.use(http.all('*/api/v1/*', ({ request }) => api.handle(request)));
  return api;
}

export const organizationPath = '*/api/v1/organizations/:organizationId';
