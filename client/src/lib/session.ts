import { ApiError, problemFrom, UnreachableError } from '@/lib/problem';

/**
 * - `unknown`: nothing asked yet.
 * - `unreachable`: the server could not be asked, so nobody knows whether the cookie still holds a session.
 */
export type SessionStatus = 'unknown' | 'signed_in' | 'signed_out' | 'unreachable';

interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Longest wait for an answer's headers and body. Uploads have their own limit. */
const requestTimeoutMs = 30_000;

/** A token this close to its end is renewed before it is used. */
const renewalMarginMs = 15_000;

/**
 * Who is signed in. The access token lives in this object's memory and nowhere else, so a script that reads storage
 * finds nothing; a reload gets a new one through the httpOnly refresh cookie.
 */
export class Session {
  #token: AccessToken | null = null;
  #status: SessionStatus = 'unknown';
  #renewal: Promise<boolean> | null = null;
  /** Counts sign-ins and sign-outs, so that a renewal that was under way when one happened is dropped. */
  #epoch = 0;
  readonly #listeners = new Set<() => void>();

  get status(): SessionStatus {
    return this.#status;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Finds out whether the refresh cookie holds a session. Safe to call again after `unreachable`. */
  async restore(): Promise<SessionStatus> {
    if (this.#status === 'unknown' || this.#status === 'unreachable') {
      try {
        await this.#renew();
      } catch (error) {
        if (!(error instanceof UnreachableError || error instanceof ApiError)) {
          throw error;
        }
        this.#set('unreachable', null);
      }
    }
    return this.#status;
  }

  /** Signs in, or gives the ticket that the second step needs where the account has one. */
  async signIn(email: string, password: string): Promise<{ readonly ticket: string } | null> {
    return this.#start('sign-in', { email, password });
  }

  /** The second step: a code of the authenticator app, or a recovery code. */
  async completeSignIn(ticket: string, code: string): Promise<void> {
    await this.#start('second-step', { ticket, code });
  }

  /** Makes the account that a letter's link stands for, and signs in to it. */
  async completeSignUp(token: string, displayName: string, password: string): Promise<void> {
    await this.#start('sign-up/complete', { token, displayName, password });
  }

  /** Ends the session here even when the server cannot be told; the error then says so. */
  async signOut(): Promise<void> {
    const token = this.#token;
    this.#epoch += 1;
    this.#set('signed_out', null);
    const response = await send('/api/v1/auth/sign-out', {
      method: 'POST',
      // The page may be closed right after the click, and the session must end all the same.
      keepalive: true,
      headers: { 'X-CallScript-Request': '1', ...(token === null ? {} : { Authorization: `Bearer ${token.value}` }) },
    });
    if (!response.ok && response.status !== 401) {
      throw problemFrom(response, await bodyOf(response));
    }
  }

  /** A token that is good for at least a few seconds; null when nobody is signed in. */
  async accessToken(): Promise<string | null> {
    if (this.#token !== null && this.#token.expiresAt - Date.now() < renewalMarginMs) {
      await this.#renew();
    }
    return this.#token?.value ?? null;
  }

  /** Renews the token after the server refused it. False when the session is over. */
  async renewAfter(refused: string | null): Promise<boolean> {
    // Somebody signed out while the request was under way; its refusal must not bring the session back.
    if (this.#status === 'signed_out') {
      return false;
    }
    // Another request may have renewed it while this one was under way.
    if (this.#token !== null && this.#token.value !== refused) {
      return true;
    }
    return this.#renew();
  }

  /** `fetch` for the API: adds the token, renews it once when it is refused, and knows when nobody answers. */
  readonly fetch = async (request: Request): Promise<Response> => {
    // A body can be read once only; the copy is for the second attempt.
    const again = request.clone();
    const token = await this.accessToken();
    const response = await send(authorized(request, token));
    if (response.status !== 401) {
      return response;
    }
    const renewed = await this.renewAfter(token);
    return renewed ? send(authorized(again, this.#token?.value ?? null)) : response;
  };

  async #start(action: string, body: object): Promise<{ readonly ticket: string } | null> {
    const response = await send(`/api/v1/auth/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status === 202) {
      return ticketFrom(response);
    }
    const token = await tokenFrom(response);
    this.#epoch += 1;
    this.#set('signed_in', token);
    return null;
  }

  /** One renewal at a time, in this page and, where the browser has locks, across its tabs. */
  #renew(): Promise<boolean> {
    this.#renewal ??= exclusively(() => this.#refresh()).finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #refresh(): Promise<boolean> {
    const epoch = this.#epoch;
    const response = await send('/api/v1/auth/refresh', { method: 'POST', headers: { 'X-CallScript-Request': '1' } });
    if (response.status === 401) {
      if (epoch === this.#epoch) {
        this.#set('signed_out', null);
      }
      return false;
    }
    const token = await tokenFrom(response);
    if (epoch !== this.#epoch) {
      return this.#token !== null;
    }
    this.#set('signed_in', token);
    return true;
  }

  #set(status: SessionStatus, token: AccessToken | null): void {
    this.#token = token;
    if (status !== this.#status) {
      this.#status = status;
      for (const listener of this.#listeners) {
        listener();
      }
    }
  }
}

function authorized(request: Request, token: string | null): Request {
  if (token === null) {
    return request;
  }
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return new Request(request, { headers });
}

async function send(target: string | Request, init: RequestInit = {}): Promise<Response> {
  const limit = AbortSignal.timeout(requestTimeoutMs);
  const own = target instanceof Request ? target.signal : null;
  const url = target instanceof Request ? target : new URL(target, window.location.origin);
  try {
    return await fetch(url, { ...init, credentials: 'same-origin', signal: own === null ? limit : AbortSignal.any([own, limit]) });
  } catch (error) {
    if (own?.aborted === true) {
      throw error;
    }
    throw new UnreachableError(limit.aborted ? 'timeout' : 'network', { cause: error });
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    // An error page of a gateway; its status says enough.
    return null;
  }
}

async function tokenFrom(response: Response): Promise<AccessToken> {
  const body = await bodyOf(response);
  if (!response.ok) {
    throw problemFrom(response, body);
  }
  const { accessToken, expiresAt } = (body ?? {}) as { accessToken?: unknown; expiresAt?: unknown };
  const expiry = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  if (typeof accessToken !== 'string' || Number.isNaN(expiry)) {
    throw new ApiError(response.status, 'malformed_token', 'The server answered the sign-in with something unexpected.');
  }
  return { value: accessToken, expiresAt: expiry };
}

async function ticketFrom(response: Response): Promise<{ readonly ticket: string }> {
  const { ticket } = ((await bodyOf(response)) ?? {}) as { ticket?: unknown };
  if (typeof ticket !== 'string') {
    throw new ApiError(response.status, 'malformed_token', 'The server answered the sign-in with something unexpected.');
  }
  return { ticket };
}

/** Two tabs that renew at once would each spend the same refresh cookie, which a careful server takes for theft. */
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  // Missing outside secure contexts, that is on plain http anywhere but localhost.
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks === undefined ? work() : locks.request('callscript.session', work);
}

/** The one session of this page. */
export const session = new Session();
