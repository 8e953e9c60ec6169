import { done, nothingHere } from '@/testing/answers';
import { type FakeAccount, fakeCode } from '@/testing/fake-account';
import type { FakeWorld } from '@/testing/fake-world';
import { problem } from '@/testing/problem';

const tokenSeconds = 900;
const ticketSeconds = 300;

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** The ways in and out, the access tokens that are good, and the cookie that renews them. */
export class FakeSignIn {
  /** Whether the refresh cookie is good. The tests' environment keeps no httpOnly cookies. */
  hasRefreshCookie = false;
  readonly #tokens = new Set<string>();
  #issued = 0;

  constructor(
    private readonly world: FakeWorld,
    private readonly account: FakeAccount,
  ) {}

  /** Whether a request carries a token that is good. */
  admits(request: Request): boolean {
    return this.#tokens.has(request.headers.get('Authorization')?.replace('Bearer ', '') ?? '');
  }

  expireTokens(): void {
    this.#tokens.clear();
  }

  async handle(request: Request, action: string): Promise<Response> {
    switch (action) {
      case 'settings':
        return Response.json({ openSignUp: this.world.openSignUp });
      case 'sign-in':
        return this.#firstStep((await request.json()) as { email: string; password: string });
      case 'second-step':
        return this.#secondStep((await request.json()) as { ticket: string; code: string });
      case 'forgot-password':
      case 'sign-up':
        return new Response(null, { status: 202 });
      case 'reset-password':
      case 'confirm-email':
      case 'sign-up/complete': {
        const { token } = (await request.json()) as { token: string };
        if (token !== 'good') {
          return problem(400, 'link_invalid', 'The link is no longer good. Ask for a new one.');
        }
        return action === 'sign-up/complete' ? this.#start() : done();
      }
      case 'refresh': {
        const guarded = request.headers.get('X-CallScript-Request') === '1';
        return this.hasRefreshCookie && guarded ? this.#issue() : problem(401, 'no_session', 'There is no session to renew.');
      }
      case 'sign-out':
        this.hasRefreshCookie = false;
        this.expireTokens();
        return new Response(null, {
          status: 204,
          headers: { 'Set-Cookie': 'callscript_refresh=; Path=/api/v1/auth; HttpOnly; Max-Age=0' },
        });
      default:
        return nothingHere();
    }
  }

  #firstStep({ email, password }: { email: string; password: string }): Response {
    if (email !== this.world.email || password !== this.world.password) {
      return problem(401, 'invalid_credentials', 'The e-mail address or the password is wrong.');
    }
    return this.account.state.hasTwoFactor
      ? Response.json({ ticket: 'ticket', expiresAt: inSeconds(ticketSeconds) }, { status: 202 })
      : this.#start();
  }

  #secondStep({ ticket, code }: { ticket: string; code: string }): Response {
    return ticket === 'ticket' && code === fakeCode
      ? this.#start()
      : problem(401, 'invalid_code', 'The code is wrong, too old, or was used before.');
  }

  #start(): Response {
    this.hasRefreshCookie = true;
    return this.#issue();
  }

  #issue(): Response {
    this.#issued += 1;
    const token = `token-${this.#issued}`;
    this.#tokens.add(token);
    return Response.json(
      { accessToken: token, expiresAt: inSeconds(tokenSeconds) },
      { headers: { 'Set-Cookie': 'callscript_refresh=1; Path=/api/v1/auth; HttpOnly; SameSite=Strict' } },
    );
  }
}
