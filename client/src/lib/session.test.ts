import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { ApiError, UnreachableError } from '@/lib/problem';
import { Session } from '@/lib/session';
import { gate } from '@/testing/gate';
import { problem } from '@/testing/problem';
import { serve, server } from '@/testing/server';

const me = () => new Request(new URL('/api/v1/me', window.location.origin));
const refresh = 'POST /api/v1/auth/refresh';

async function signedIn() {
  const api = serve();
  const session = new Session();
  await session.signIn(api.world.email, api.world.password);
  return { api, session };
}

describe('Session', () => {
  it('restore_WhenCookieIsGood_SignsIn', async () => {
    const api = serve();
    api.hasRefreshCookie = true;
    const session = new Session();

    expect(await session.restore()).toBe('signed_in');
    expect((await session.fetch(me())).status).toBe(200);
  });

  it('restore_WhenThereIsNoCookie_SignsOut', async () => {
    serve();
    expect(await new Session().restore()).toBe('signed_out');
  });

  it('restore_WhenNobodyAnswers_SaysUnreachableAndMayBeAskedAgain', async () => {
    const api = serve();
    api.hasRefreshCookie = true;
    server.use(http.post('*/api/v1/auth/refresh', () => HttpResponse.error(), { once: true }));
    const session = new Session();

    expect(await session.restore()).toBe('unreachable');
    expect(await session.restore()).toBe('signed_in');
  });

  it('restore_WhenAskedTwiceAtOnce_AsksTheServerOnce', async () => {
    const api = serve();
    api.hasRefreshCookie = true;
    const session = new Session();

    await Promise.all([session.restore(), session.restore()]);

    expect(api.countOf(refresh)).toBe(1);
  });

  it('signIn_WhenRefused_ThrowsTheCodeAndStaysOut', async () => {
    const api = serve();
    const session = new Session();

    await expect(session.signIn(api.world.email, 'wrong')).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
    expect(session.status).not.toBe('signed_in');
  });

  it('fetch_WhenSeveralTokensAreRefusedAtOnce_RenewsOnceAndRepeatsEach', async () => {
    const { api, session } = await signedIn();
    api.expireTokens();

    const answers = await Promise.all([session.fetch(me()), session.fetch(me()), session.fetch(me())]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(api.countOf(refresh)).toBe(1);
  });

  it('fetch_WhenARefusalArrivesAfterARenewal_UsesTheNewTokenWithoutAnother', async () => {
    const { api, session } = await signedIn();
    api.expireTokens();
    const late = gate();
    let held = false;
    server.use(
      http.get('*/api/v1/me', async ({ request }) => {
        const slow = !held;
        held = true;
        const answer = await api.handle(request);
        if (slow) {
          await late.opened;
        }
        return answer;
      }),
    );

    const slow = session.fetch(me());
    const quick = session.fetch(me());

    expect((await quick).status).toBe(200);
    late.open();
    expect((await slow).status).toBe(200);
    expect(api.countOf(refresh)).toBe(1);
  });

  it('fetch_WhenRepeated_SendsTheBodyAgain', async () => {
    const { api, session } = await signedIn();
    api.expireTokens();
    const bodies: string[] = [];
    server.use(
      http.post('*/api/v1/echo', async ({ request }) => {
        bodies.push(await request.clone().text());
        return request.headers.get('Authorization') === 'Bearer token-2' ? HttpResponse.json({}) : problem(401, 'unauthenticated', 'No.');
      }),
    );

    const answer = await session.fetch(
      new Request(new URL('/api/v1/echo', window.location.origin), { method: 'POST', body: '{"note":"x"}' }),
    );

    expect(answer.status).toBe(200);
    expect(bodies).toEqual(['{"note":"x"}', '{"note":"x"}']);
  });

  it('fetch_WhenTheSessionIsOver_SignsOutAndReturnsTheRefusal', async () => {
    const { api, session } = await signedIn();
    api.expireTokens();
    api.hasRefreshCookie = false;

    expect((await session.fetch(me())).status).toBe(401);
    expect(session.status).toBe('signed_out');
  });

  it('fetch_WhenTheTokenIsAboutToEnd_RenewsBeforeItIsUsed', async () => {
    const api = serve();
    server.use(
      http.post('*/api/v1/auth/sign-in', () =>
        HttpResponse.json({ accessToken: 'old', expiresAt: new Date(Date.now() + 1000).toISOString() }),
      ),
    );
    const session = new Session();
    await session.signIn('a', 'b');
    api.hasRefreshCookie = true;

    expect((await session.fetch(me())).status).toBe(200);
    expect(api.log).toEqual([refresh, 'GET /api/v1/me']);
  });

  it('fetch_WhenNobodyAnswers_ThrowsUnreachableAndKeepsTheSession', async () => {
    const { session } = await signedIn();
    server.use(http.get('*/api/v1/me', () => HttpResponse.error()));

    await expect(session.fetch(me())).rejects.toBeInstanceOf(UnreachableError);
    expect(session.status).toBe('signed_in');
  });

  it('fetch_WhenTheCallerGivesUp_ThrowsItsReason', async () => {
    const { session } = await signedIn();
    const controller = new AbortController();
    const call = session.fetch(new Request(me(), { signal: controller.signal }));
    controller.abort();

    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('signOut_WhenARenewalIsUnderWay_StaysSignedOut', async () => {
    const { api, session } = await signedIn();
    api.expireTokens();
    const [asked, answer] = [gate(), gate()];
    server.use(
      http.post('*/api/v1/auth/refresh', async () => {
        asked.open();
        await answer.opened;
        return HttpResponse.json({ accessToken: 'late', expiresAt: new Date(Date.now() + 900_000).toISOString() });
      }),
    );
    const pending = session.fetch(me());
    await asked.opened;

    await session.signOut();
    answer.open();
    await pending;

    expect(session.status).toBe('signed_out');
    expect(await session.accessToken()).toBeNull();
  });

  it('signOut_WhenARequestIsRefusedAfterwards_StaysSignedOut', async () => {
    const { api, session } = await signedIn();
    const [asked, answer] = [gate(), gate()];
    server.use(
      http.get('*/api/v1/me', async () => {
        asked.open();
        await answer.opened;
        return problem(401, 'unauthenticated', 'Sign in first.');
      }),
    );
    const pending = session.fetch(me());
    await asked.opened;

    await session.signOut();
    answer.open();

    expect((await pending).status).toBe(401);
    expect(session.status).toBe('signed_out');
    expect(api.countOf(refresh)).toBe(0);
  });

  it('signOut_WhenTheServerCannotBeTold_SignsOutHereAndThrows', async () => {
    const { session } = await signedIn();
    server.use(http.post('*/api/v1/auth/sign-out', () => problem(500, 'internal', 'It broke.')));

    await expect(session.signOut()).rejects.toBeInstanceOf(ApiError);
    expect(session.status).toBe('signed_out');
  });

  it('subscribe_WhenTheStatusChanges_IsCalled', async () => {
    const { session } = await signedIn();
    const seen: string[] = [];
    session.subscribe(() => seen.push(session.status));

    await session.signOut();

    expect(seen).toEqual(['signed_out']);
  });
});
