import type { CallDetail, Erasure, HoldScope, LegalHold, Membership, Permission, Retention } from '@/api/types';
import { nothingHere } from '@/testing/answers';
import { id } from '@/testing/factories';
import { problem } from '@/testing/problem';

/** Retention, holds and erasures of one organization, in memory. */
export class FakePrivacy {
  retention: Retention = { recordingDays: null, transcriptDays: null, callDays: null, updatedAt: null };
  readonly holds: LegalHold[] = [];
  readonly erasures: Erasure[] = [];

  constructor(
    readonly organization: Membership,
    readonly person: string,
    readonly calls: CallDetail[],
  ) {}

  async handle(request: Request, path: string): Promise<Response> {
    const needed: Permission = path.startsWith('erasures') ? 'erase_callers' : 'manage_privacy';
    if (!this.organization.permissions.includes(needed)) {
      return problem(403, 'permission_denied', 'Your role in this organization does not allow this.');
    }
    const get = request.method === 'GET';
    const body = request.method === 'POST' && !/\/(lift|confirm)$/.test(path) ? ((await request.json()) as Record<string, unknown>) : {};
    const [, subject, action] = /^(?:holds|erasures)\/([^/]+)\/(.+)$/.exec(path) ?? [];
    switch (action ?? path) {
      case 'retention':
        if (!get) {
          this.retention = { ...((await request.json()) as Retention), updatedAt: new Date().toISOString() };
        }
        return Response.json(this.retention);
      case 'holds':
        return get ? Response.json({ items: this.holds }) : this.#place(body);
      case 'lift':
        return this.#lift(subject ?? '');
      case 'erasures':
        return get ? Response.json({ items: this.erasures }) : this.#preview(body);
      case 'confirm':
        return this.#confirm(subject ?? '');
      case 'certificate':
        return Response.json({ document: '{}', signature: '0'.repeat(64), algorithm: 'HMAC-SHA-256' });
      default:
        return nothingHere();
    }
  }

  #place(body: Record<string, unknown>): Response {
    const hold: LegalHold = {
      id: id(),
      scope: body['scope'] as HoldScope,
      callId: body['callId'] as string | null,
      callerNumber: body['callerNumber'] as string | null,
      reason: body['reason'] as string,
      placedBy: this.person,
      placedAt: new Date().toISOString(),
      liftedBy: null,
      liftedAt: null,
    };
    this.holds.unshift(hold);
    this.#mark();
    return Response.json(hold);
  }

  #lift(holdId: string): Response {
    const index = this.holds.findIndex((hold) => hold.id === holdId);
    const hold = this.holds[index];
    if (hold === undefined) {
      return problem(404, 'hold_not_found', 'There is no such legal hold.');
    }
    this.holds[index] = { ...hold, liftedBy: this.person, liftedAt: new Date().toISOString() };
    this.#mark();
    return Response.json(this.holds[index]);
  }

  #preview(body: Record<string, unknown>): Response {
    const number = (body['callerNumber'] as string).replaceAll(/\D/g, '');
    if (number === '') {
      return problem(400, 'validation_failed', 'The request is not valid; see the fields.', { callerNumber: ['Give a telephone number.'] });
    }
    const calls = this.calls.filter(({ call }) => call.callerNumber?.endsWith(number) === true);
    const erasure: Erasure = {
      id: id(),
      callerNumber: number.length === 10 ? `+1${number}` : `+${number}`,
      deletesCalls: body['deletesCalls'] === true,
      state: 'previewed',
      found: {
        calls: calls.length,
        recordings: calls.filter(({ recording }) => recording !== null).length,
        transcripts: calls.filter(({ transcript }) => transcript !== null).length,
        quotes: calls.flatMap(({ flags }) => flags.filter(({ quote }) => quote !== null)).length,
        reviewNotes: calls.flatMap(({ reviews }) => reviews.filter(({ note }) => note !== null)).length,
      },
      requestedBy: this.person,
      requestedAt: new Date().toISOString(),
      confirmedBy: null,
      confirmedAt: null,
      finishedAt: null,
    };
    this.erasures.unshift(erasure);
    return Response.json(erasure);
  }

  #confirm(erasureId: string): Response {
    const index = this.erasures.findIndex((erasure) => erasure.id === erasureId);
    const erasure = this.erasures[index];
    if (erasure === undefined) {
      return problem(404, 'erasure_not_found', 'There is no such erasure.');
    }
    if (this.holds.some((hold) => hold.liftedAt === null)) {
      return problem(409, 'legal_hold', `A legal hold keeps ${erasure.found.calls} of this caller's calls. Lift it first.`);
    }
    const now = new Date().toISOString();
    this.erasures[index] = { ...erasure, state: 'done', callerNumber: null, confirmedBy: this.person, confirmedAt: now, finishedAt: now };
    return Response.json(this.erasures[index]);
  }

  #mark(): void {
    const inForce = this.holds.filter((hold) => hold.liftedAt === null);
    for (const detail of this.calls) {
      detail.isHeld = inForce.some((hold) => hold.scope === 'organization' || hold.callId === detail.call.id);
    }
  }
}
