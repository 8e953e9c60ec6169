import type { Account, SessionItem } from '@/api/types';
import { done, nothingHere } from '@/testing/answers';
import { id } from '@/testing/factories';
import { problem } from '@/testing/problem';

/** The one code that the fake account's authenticator ever shows. */
export const fakeCode = '123456';

/** The signed-in person's account as the API keeps it. */
export class FakeAccount {
  state: Account;
  sessions: SessionItem[];
  /** Whether what guards the account may be changed without asking again. */
  proved = true;

  constructor(
    email: string,
    readonly password: string,
    displayName: string,
  ) {
    this.state = {
      email,
      displayName,
      hasPassword: true,
      hasTwoFactor: false,
      recoveryCodesLeft: 0,
      pendingEmail: null,
      isLimited: false,
    };
    const moments = { createdAt: '2026-03-01T08:00:00Z', lastUsedAt: '2026-03-04T15:00:00Z' };
    this.sessions = [
      { id: id(), device: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', ipAddress: '203.0.113.9', isCurrent: true, ...moments },
      { id: id(), device: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/605', ipAddress: '198.51.100.7', isCurrent: false, ...moments },
    ];
  }

  async handle(request: Request, path: string): Promise<Response> {
    const operation = `${request.method} ${path}`;
    if (operation === 'GET ') {
      return Response.json(this.state);
    }
    if (operation === 'GET sessions') {
      return Response.json({ items: this.sessions });
    }
    if (operation === 'DELETE sessions') {
      this.sessions = this.sessions.filter(({ isCurrent }) => isCurrent);
      return done();
    }
    if (request.method === 'DELETE' && path.startsWith('sessions/')) {
      this.sessions = this.sessions.filter((session) => !path.endsWith(session.id));
      return done();
    }
    const text = await request.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
    if (operation === 'PUT profile') {
      this.state = { ...this.state, displayName: body['displayName'] ?? '' };
      return done();
    }
    if (operation === 'POST proof') {
      this.proved = body['password'] === this.password || body['code'] === fakeCode;
      return this.proved ? done() : problem(403, 'wrong_proof', 'The password is wrong.');
    }
    return this.proved ? this.#guarded(operation, body) : problem(403, 'proof_required', 'Show once more that it is you.');
  }

  #guarded(operation: string, body: Record<string, string>): Response {
    switch (operation) {
      case 'PUT password':
        return (body['newPassword'] ?? '').length >= 12
          ? done()
          : problem(400, 'validation_failed', 'Not valid.', { newPassword: ['Use at least 12 characters.'] });
      case 'PUT email':
        this.state = { ...this.state, pendingEmail: body['newEmail'] ?? null };
        return new Response(null, { status: 202 });
      case 'POST two-factor':
        return Response.json({
          secret: 'JBSWY3DPEHPK3PXP',
          uri: 'otpauth://totp/CallScript:demo?secret=JBSWY3DPEHPK3PXP&issuer=CallScript',
        });
      case 'POST two-factor/enable':
        if (body['code'] !== fakeCode) {
          return problem(403, 'invalid_code', 'The code is wrong, too old, or was used before.');
        }
        this.state = { ...this.state, hasTwoFactor: true };
        return this.#codes();
      case 'POST two-factor/recovery-codes':
        return this.#codes();
      case 'DELETE two-factor':
        this.state = { ...this.state, hasTwoFactor: false, recoveryCodesLeft: 0 };
        return done();
      default:
        return nothingHere();
    }
  }

  #codes(): Response {
    this.state = { ...this.state, recoveryCodesLeft: 10 };
    return Response.json({ recoveryCodes: Array.from({ length: 10 }, (_, index) => `AAAA-BBBB-CCCC-${(index + 1000).toString()}`) });
  }
}
