import type { Backfill, Reconciliation } from '@/api/types';
import { id } from '@/testing/factories';
import { problem } from '@/testing/problem';

interface Span {
  readonly from: string;
  readonly to: string;
  readonly oldestFirst: boolean;
  readonly dryRun: boolean;
}

/** Reads of the call log and comparisons with it, of one organization, in memory. */
export class FakeRingba {
  readonly backfills: Backfill[] = [];
  readonly reconciliations: Reconciliation[] = [];

  async handle(request: Request, path: string): Promise<Response> {
    const [root, subject, last, action] = path.split('/');
    if (root === 'reconciliations') {
      return request.method === 'GET' ? Response.json({ items: this.reconciliations }) : this.#explain(subject ?? '', last ?? '', request);
    }
    if (request.method === 'GET') {
      return Response.json({ items: this.backfills });
    }
    return subject === undefined ? this.start((await request.json()) as Span) : this.#change(subject, action ?? last ?? '');
  }

  start(span: Span, kind: Backfill['kind'] = 'backfill'): Response {
    if (span.to <= span.from) {
      return problem(400, 'validation_failed', 'The request is not valid; see the fields.', { to: ['The span must end after it starts.'] });
    }
    const read: Backfill = {
      id: id(),
      kind,
      state: 'running',
      ...span,
      progress: 0.25,
      position: span.to,
      created: span.dryRun ? 3 : 120,
      changed: 2,
      unchanged: 7,
      leftOut: 0,
      days: span.dryRun ? [{ day: span.from.slice(0, 10), inRingba: 10, notHere: 3 }] : [],
      callsPerMinute: 600,
      secondsLeft: 300,
      requestedAt: new Date().toISOString(),
      startedAt: new Date().toISOString(),
      finishedAt: null,
      lastError: null,
      failureCode: null,
    };
    this.backfills.unshift(read);
    return Response.json(read);
  }

  #change(readId: string, action: string): Response {
    const index = this.backfills.findIndex((read) => read.id === readId);
    const read = this.backfills[index];
    if (read === undefined) {
      return problem(404, 'backfill_not_found', 'This backfill does not exist.');
    }
    const state = action === 'pause' ? 'paused' : action === 'resume' ? 'running' : 'cancelled';
    this.backfills[index] = { ...read, state };
    return Response.json(this.backfills[index]);
  }

  async #explain(connectionId: string, day: string, request: Request): Promise<Response> {
    const index = this.reconciliations.findIndex((row) => row.connectionId === connectionId && row.day === day);
    const row = this.reconciliations[index];
    if (row === undefined) {
      return problem(404, 'reconciliation_not_found', 'This day was not compared.');
    }
    const { explanation } = (await request.json()) as { explanation: string };
    this.reconciliations[index] = { ...row, state: 'explained', explanation, explainedAt: new Date().toISOString() };
    return Response.json(this.reconciliations[index]);
  }
}
