import type { CallDetail, CallStatus, Decision, Membership, Recording, Segment } from '@/api/types';
import { nothingHere } from '@/testing/answers';
import { id, inboxItemOf } from '@/testing/factories';
import { callsOf, type FakeWorld } from '@/testing/fake-world';
import { madeOnce } from '@/testing/made-once';
import { problem } from '@/testing/problem';
import { wavOf } from '@/testing/wav';

const linkSeconds = 300;

/** Calls as they are listed, opened, decided on, sent back and played. */
export class FakeCalls {
  readonly #audioOf = madeOnce((call: { readonly id: string; readonly segments: readonly Segment[]; readonly recording: Recording }) =>
    wavOf(call.segments, call.recording),
  );

  constructor(private readonly world: FakeWorld) {}

  async handle(request: Request, path: string, organization: Membership): Promise<Response> {
    const calls = callsOf(this.world, organization);
    const search = new URL(request.url).searchParams;
    const get = request.method === 'GET';
    if (get && path === 'calls') {
      return page(filterCalls(calls, search), search, ({ call }) => call);
    }
    if (get && path === 'flags') {
      return page(filterFlagged(calls, search), search, inboxItemOf);
    }
    const [, callId, action] = /^calls\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const detail = calls.find(({ call }) => call.id === callId);
    if (detail === undefined) {
      return problem(404, 'call_not_found', 'This call does not exist.');
    }
    if (get && action === undefined) {
      return Response.json(detail);
    }
    return this.#act(action ?? '', detail, organization, request);
  }

  /** A recording's bytes, for whoever holds a signed link: players send no token. */
  media(request: Request, callId: string): Response {
    const detail = [...this.world.calls.values()].flat().find(({ call }) => call.id === callId);
    if (detail?.recording == null || new URL(request.url).searchParams.get('signature') !== 'good') {
      return problem(403, 'link_expired', 'This link is not valid any more.');
    }
    const bytes = this.#audioOf({ id: callId, segments: detail.transcript?.segments ?? [], recording: detail.recording });
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('Range') ?? '');
    const headers = { 'Content-Type': 'audio/wav', 'Accept-Ranges': 'bytes', 'Cache-Control': 'private, no-store' };
    if (range === null) {
      return new Response(bytes.slice(), { headers: { ...headers, 'Content-Length': bytes.length.toString() } });
    }
    const from = Number(range[1]);
    const to = range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1);
    return new Response(bytes.slice(from, to + 1), {
      status: 206,
      headers: { ...headers, 'Content-Range': `bytes ${from}-${to}/${bytes.length}`, 'Content-Length': (to - from + 1).toString() },
    });
  }

  async #act(action: string, detail: CallDetail, organization: Membership, request: Request): Promise<Response> {
    const { call } = detail;
    if (action === 'audio-link') {
      return Response.json({
        url: `/api/v1/audio/${call.id}?signature=good`,
        expiresAt: new Date(Date.now() + linkSeconds * 1000).toISOString(),
      });
    }
    if (organization.role === 'viewer') {
      return problem(403, 'forbidden', 'Viewers only read.');
    }
    const operates = organization.role === 'admin' || organization.role === 'owner';
    if (action === 'retry' && !operates) {
      return problem(403, 'forbidden', 'Only admins send calls back.');
    }
    if (action === 'retry') {
      if (call.status !== 'failed') {
        return problem(409, 'call_not_failed', 'Only failed calls can be sent back.');
      }
      detail.call = { ...call, status: 'pending', failure: null };
      return Response.json({ status: 'pending' }, { status: 202 });
    }
    const decision: Decision | null = action === 'mark-safe' ? 'safe' : action === 'confirm' ? 'confirmed' : null;
    if (decision === null) {
      return nothingHere();
    }
    if (call.status !== 'flagged') {
      return problem(409, 'call_not_flagged', 'This call carries no open flags any more.');
    }
    const { note } = (await request.json()) as { note: string | null };
    const status: CallStatus = decision === 'safe' ? 'safe' : 'flagged';
    detail.call = { ...call, status, reviewState: decision };
    detail.reviews = [
      { id: id(), decision, reviewerName: this.world.displayName, note, decidedAt: new Date().toISOString() },
      ...detail.reviews,
    ];
    return Response.json({ status, reviewState: decision });
  }
}

function page<T, R>(items: readonly T[], search: URLSearchParams, shape: (item: T) => R): Response {
  const limit = Number(search.get('limit') ?? 50);
  const start = Number(search.get('cursor') ?? 0);
  const end = start + limit;
  return Response.json({ items: items.slice(start, end).map(shape), nextCursor: end < items.length ? end.toString() : null });
}

function filterCalls(calls: readonly CallDetail[], search: URLSearchParams): readonly CallDetail[] {
  const is = (name: string, value: string | null) => search.get(name) === null || search.get(name) === value;
  const from = Date.parse(search.get('from') ?? '');
  const to = Date.parse(search.get('to') ?? '');
  const text = search.get('search')?.toLowerCase() ?? '';
  const caller = calls.find(({ call }) => call.id === search.get('sameCallerAs'))?.call.callerNumber;
  const hours = Number(search.get('repeatWithinHours') ?? Infinity);
  return calls.filter(({ call }) => {
    const started = Date.parse(call.startedAt);
    const haystack = [call.callerNumber, call.publisherName, call.buyerName, call.sourceCallId, call.campaignName].join(' ').toLowerCase();
    return (
      is('status', call.status) &&
      is('severity', call.highestSeverity) &&
      is('vertical', call.vertical) &&
      is('campaignId', call.campaignId) &&
      (search.get('sameCallerAs') === null || call.callerNumber === caller) &&
      (hours === Infinity || (call.previousCallAt !== null && started - Date.parse(call.previousCallAt) <= hours * 3_600_000)) &&
      !(started < from) &&
      !(started >= to) &&
      haystack.includes(text)
    );
  });
}

function filterFlagged(calls: readonly CallDetail[], search: URLSearchParams): readonly CallDetail[] {
  const state = search.get('reviewState') ?? 'open';
  return filterCalls(calls, new URLSearchParams([...search].filter(([name]) => name === 'severity' || name === 'vertical'))).filter(
    ({ call, flags }) =>
      call.reviewState === state && (search.get('rule') === null || flags.some(({ slug }) => slug === search.get('rule'))),
  );
}
