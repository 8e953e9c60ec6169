/**
 * CallScript's API in memory, true to its contract: the tests speak to it through MSW and the mock server serves it to
 * a browser. It takes and gives the platform's own requests and responses.
 */
import type { CallDetail, CallStatus, Campaign, Decision, Membership, OpenedInvite, Queue, Rule } from '@/api/types';
import { statuses } from '@/lib/labels';
import { FakeAccount, fakeCode } from '@/testing/fake-account';
import { FakeCampaigns } from '@/testing/fake-campaigns';
import { FakeOrganization, fakeSelfId } from '@/testing/fake-organization';
import { callDetail, id, inboxItemOf, membership, rule } from '@/testing/factories';
import { FakePrivacy } from '@/testing/fake-privacy';
import { FakeRingba } from '@/testing/fake-ringba';
import { problem } from '@/testing/problem';
import { wavOf } from '@/testing/wav';

export interface FakeWorld {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  /** Whether anybody may make an account. */
  readonly openSignUp: boolean;
  organizations: readonly Membership[];
  readonly mayCreateOrganization: boolean;
  /** Invites by their token. */
  readonly invites: Map<string, { readonly invite: OpenedInvite; readonly organization: Membership }>;
  /** By organization id, newest first. */
  readonly calls: Map<string, CallDetail[]>;
  readonly rules: readonly Rule[];
  readonly campaigns: readonly Campaign[];
  readonly lanes: Queue['lanes'];
}

export function fakeWorld(overrides: Partial<FakeWorld> = {}): FakeWorld {
  const organizations = overrides.organizations ?? [membership()];
  return {
    email: 'demo@callscript.test',
    password: 'correct horse',
    displayName: 'Dana Reyes',
    openSignUp: false,
    organizations,
    mayCreateOrganization: false,
    invites: new Map(),
    calls: new Map(organizations.map((organization) => [organization.id, []])),
    rules: [rule()],
    campaigns: [],
    lanes: (['ingest', 'backfill', 'reconcile', 'vault', 'factory', 'judge', 'privacy'] as const).map((lane) => ({
      lane,
      waiting: 0,
      running: 0,
      delayed: 0,
      failed: 0,
      oldestWaitingSeconds: null,
    })),
    ...overrides,
  };
}

const tokenSeconds = 900;
const linkSeconds = 300;

interface Context {
  readonly request: Request;
  readonly url: URL;
  readonly organization: Membership;
  readonly calls: CallDetail[];
}

export class FakeApi {
  /** Every request, as "METHOD /path", in order. */
  readonly log: string[] = [];
  /** Set to make every access token invalid, as if all had expired. */
  #tokens = new Set<string>();
  /** Whether the refresh cookie is good. The tests' environment keeps no httpOnly cookies. */
  hasRefreshCookie = false;
  readonly #uploads = new Map<
    string,
    { readonly length: number; offset: number; readonly metadata: Readonly<Record<string, string>>; readonly announced: string }
  >();
  readonly #audio = new Map<string, Uint8Array>();
  readonly #privacy = new Map<string, FakePrivacy>();
  readonly #campaigns = new Map<string, FakeCampaigns>();
  #issued = 0;

  readonly account: FakeAccount;
  readonly #organizations = new Map<string, FakeOrganization>();

  constructor(
    readonly world: FakeWorld,
    readonly ringba = new FakeRingba(),
  ) {
    this.account = new FakeAccount(world.email, world.password, world.displayName);
  }

  organization(membership: Membership): FakeOrganization {
    let found = this.#organizations.get(membership.id);
    if (found === undefined) {
      found = new FakeOrganization(membership, this.world.email, this.world.displayName);
      this.#organizations.set(membership.id, found);
    }
    return found;
  }

  campaignsOf(membership: Membership): FakeCampaigns {
    let found = this.#campaigns.get(membership.id);
    if (found === undefined) {
      found = new FakeCampaigns(this.world.campaigns, () => this.world.calls.get(membership.id) ?? []);
      this.#campaigns.set(membership.id, found);
    }
    return found;
  }

  expireTokens(): void {
    this.#tokens.clear();
  }

  countOf(entry: string): number {
    return this.log.filter((line) => line === entry).length;
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname;
    this.log.push(`${request.method} ${path}`);
    if (path.startsWith('/api/v1/auth/')) {
      return this.#auth(path.slice('/api/v1/auth/'.length), request);
    }
    if (path === '/api/v1/health') {
      return Response.json({ status: 'healthy' });
    }
    if (path.startsWith('/api/v1/audio/')) {
      return this.#media(url, request);
    }
    if (path.startsWith('/api/v1/invites/')) {
      return this.#invite(path.slice('/api/v1/invites/'.length), request);
    }
    if (!this.#tokens.has(request.headers.get('Authorization')?.replace('Bearer ', '') ?? '')) {
      return problem(401, 'unauthenticated', 'Sign in first.');
    }
    if (path.startsWith('/api/v1/account')) {
      return this.account.handle(request.method, path.slice('/api/v1/account'.length), request);
    }
    if (path === '/api/v1/me') {
      const { organizations, mayCreateOrganization } = this.world;
      const { email, displayName } = this.account.state;
      return Response.json({ user: { id: fakeSelfId, email, displayName }, organizations, mayCreateOrganization });
    }
    if (path === '/api/v1/organizations') {
      const { name } = (await request.json()) as { name: string };
      const started = membership({ id: id(), name, slug: 'started', role: 'owner' });
      this.world.organizations = [...this.world.organizations, started];
      return Response.json(this.organization(started).settings);
    }
    const match = /^\/api\/v1\/organizations\/([^/]+)\/(.+)$/.exec(path);
    const organization = this.world.organizations.find((candidate) => candidate.id === match?.[1]);
    if (match === null || organization === undefined) {
      return problem(404, 'not_found', 'There is nothing at this address.');
    }
    if (match[2] === 'leave') {
      this.world.organizations = this.world.organizations.filter((other) => other !== organization);
      return new Response(null, { status: 204 });
    }
    const kept = await this.organization(organization).handle(request.method, match[2] ?? '', request);
    if (kept !== null) {
      return kept;
    }
    return this.#inOrganization(match[2] ?? '', { request, url, organization, calls: this.world.calls.get(organization.id) ?? [] });
  }

  async #invite(action: string, request: Request): Promise<Response> {
    const { token } = (await request.json()) as { token: string };
    const known = this.world.invites.get(token);
    if (known === undefined) {
      return problem(404, 'invite_not_found', 'There is no such invite. A newer letter may hold another link.');
    }
    if (action === 'open') {
      return Response.json(known.invite);
    }
    this.world.invites.delete(token);
    if (action === 'decline') {
      return new Response(null, { status: 204 });
    }
    this.world.organizations = [...this.world.organizations, known.organization];
    return Response.json({ organizationId: known.organization.id, slug: known.organization.slug, email: known.invite.email });
  }

  async #auth(action: string, request: Request): Promise<Response> {
    if (action === 'sign-in') {
      const { email, password } = (await request.json()) as { email: string; password: string };
      if (email !== this.world.email || password !== this.world.password) {
        return problem(401, 'invalid_credentials', 'The e-mail address or the password is wrong.');
      }
      if (this.account.state.hasTwoFactor) {
        return Response.json({ ticket: 'ticket', expiresAt: new Date(Date.now() + 300_000).toISOString() }, { status: 202 });
      }
      this.hasRefreshCookie = true;
      return this.#issue();
    }
    if (action === 'settings') {
      return Response.json({ openSignUp: this.world.openSignUp });
    }
    if (action === 'second-step') {
      const { ticket, code } = (await request.json()) as { ticket: string; code: string };
      if (ticket !== 'ticket' || code !== fakeCode) {
        return problem(401, 'invalid_code', 'The code is wrong, too old, or was used before.');
      }
      this.hasRefreshCookie = true;
      return this.#issue();
    }
    if (action === 'forgot-password' || action === 'sign-up') {
      return new Response(null, { status: 202 });
    }
    if (action === 'reset-password' || action === 'confirm-email' || action === 'sign-up/complete') {
      const { token } = (await request.json()) as { token: string };
      if (token !== 'good') {
        return problem(400, 'link_invalid', 'The link is no longer good. Ask for a new one.');
      }
      if (action === 'sign-up/complete') {
        this.hasRefreshCookie = true;
        return this.#issue();
      }
      return new Response(null, { status: 204 });
    }
    if (action === 'refresh') {
      const guarded = request.headers.get('X-CallScript-Request') === '1';
      return this.hasRefreshCookie && guarded ? this.#issue() : problem(401, 'no_session', 'There is no session to renew.');
    }
    if (action === 'sign-out') {
      this.hasRefreshCookie = false;
      this.#tokens.clear();
      return new Response(null, { status: 204, headers: { 'Set-Cookie': 'callscript_refresh=; Path=/api/v1/auth; HttpOnly; Max-Age=0' } });
    }
    return problem(404, 'not_found', 'There is nothing at this address.');
  }

  #issue(): Response {
    this.#issued += 1;
    const token = `token-${this.#issued}`;
    this.#tokens.add(token);
    return Response.json(
      { accessToken: token, expiresAt: new Date(Date.now() + tokenSeconds * 1000).toISOString() },
      { headers: { 'Set-Cookie': 'callscript_refresh=1; Path=/api/v1/auth; HttpOnly; SameSite=Strict' } },
    );
  }

  async #inOrganization(path: string, context: Context): Promise<Response> {
    const { request, url, calls } = context;
    const get = request.method === 'GET';
    if (get && path === 'calls') {
      return this.#page(filterCalls(calls, url.searchParams), url.searchParams, ({ call }) => call);
    }
    if (get && path === 'flags') {
      return this.#page(filterFlagged(calls, url.searchParams), url.searchParams, inboxItemOf);
    }
    if (get && path === 'rules') {
      return Response.json({ items: this.world.rules, nextCursor: null });
    }
    if (path.split('/')[0] === 'campaigns') {
      return this.campaignsOf(context.organization).handle(request, path);
    }
    if (get && path === 'queue') {
      const counts = Object.fromEntries(statuses.map((status) => [status, calls.filter(({ call }) => call.status === status).length]));
      return Response.json({ lanes: this.world.lanes, calls: counts });
    }
    if (path.split('/')[0] === 'uploads') {
      return this.#import(context);
    }
    if (/^(?:backfills|reconciliations)(?:\/|$)/.test(path)) {
      return this.ringba.handle(request, path);
    }
    if (path.startsWith('privacy/')) {
      return this.#privacyOf(context.organization).handle(request, path.slice('privacy/'.length));
    }
    const [, callId, action] = /^calls\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
    const detail = calls.find(({ call }) => call.id === callId);
    if (detail === undefined) {
      return problem(404, 'call_not_found', 'This call does not exist.');
    }
    if (get && action === undefined) {
      return Response.json(detail);
    }
    return this.#act(action ?? '', detail, context);
  }

  #privacyOf(organization: Membership): FakePrivacy {
    let privacy = this.#privacy.get(organization.id);
    if (privacy === undefined) {
      privacy = new FakePrivacy(organization, this.world.displayName, this.world.calls.get(organization.id) ?? []);
      this.#privacy.set(organization.id, privacy);
    }
    return privacy;
  }

  async #act(action: string, detail: CallDetail, { request, organization }: Context): Promise<Response> {
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
      return problem(404, 'not_found', 'There is nothing at this address.');
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

  /** Speaks as much of tus as the import dialog needs. */
  async #import({ request, calls, organization }: Context): Promise<Response> {
    const uploadId = new URL(request.url).pathname.split('/uploads/')[1];
    if (uploadId === undefined) {
      const metadata = Object.fromEntries(
        (request.headers.get('Upload-Metadata') ?? '').split(',').map((pair) => {
          const [key = '', value = ''] = pair.split(' ');
          return [key, new TextDecoder().decode(Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)))];
        }),
      );
      const created = id();
      const announced = request.headers.get('Upload-Metadata') ?? '';
      this.#uploads.set(created, { length: Number(request.headers.get('Upload-Length')), offset: 0, metadata, announced });
      const location = `/api/v1/organizations/${organization.id}/uploads/${created}`;
      const expires = new Date(Date.now() + 86_400_000).toUTCString();
      return new Response(null, { status: 201, headers: { Location: location, 'Tus-Resumable': '1.0.0', 'Upload-Expires': expires } });
    }
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) {
      return problem(404, 'upload_not_found', 'There is no such upload, or it has expired.');
    }
    if (request.method === 'PATCH') {
      upload.offset += (await request.arrayBuffer()).byteLength;
    }
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': upload.offset.toString(), 'Upload-Length': upload.length.toString() };
    if (request.method === 'HEAD') {
      return new Response(null, { headers: { ...headers, 'Upload-Metadata': upload.announced } });
    }
    if (request.method === 'DELETE') {
      this.#uploads.delete(uploadId);
    }
    if (request.method === 'DELETE' || upload.offset < upload.length) {
      return new Response(null, { status: 204, headers });
    }
    const text = (name: string) => upload.metadata[name] ?? null;
    const filename = text('filename') ?? '';
    if (!/\.(wav|mp3|m4a|ogg|flac|webm)$/i.test(filename)) {
      return problem(415, 'recording_not_audio', 'This is not a recording that can be read.');
    }
    const detail = callDetail({
      call: {
        source: 'upload',
        sourceCallId: filename,
        status: 'pending',
        startedAt: text('startedAt') ?? new Date().toISOString(),
        campaignName: text('campaignName'),
        callerNumber: text('callerNumber'),
        revenue: null,
        payout: null,
        publisherName: null,
        buyerName: null,
        score: null,
      },
      recording: null,
      transcript: null,
    });
    calls.unshift(detail);
    return new Response(null, { status: 204, headers: { ...headers, 'Upload-Call-Id': detail.call.id } });
  }

  #page<T, R>(items: readonly T[], search: URLSearchParams, shape: (item: T) => R): Response {
    const limit = Number(search.get('limit') ?? 50);
    const start = Number(search.get('cursor') ?? 0);
    const end = start + limit;
    return Response.json({ items: items.slice(start, end).map(shape), nextCursor: end < items.length ? end.toString() : null });
  }

  #media(url: URL, request: Request): Response {
    const callId = url.pathname.split('/').at(-1) ?? '';
    const detail = [...this.world.calls.values()].flat().find(({ call }) => call.id === callId);
    if (detail?.recording == null || url.searchParams.get('signature') !== 'good') {
      return problem(403, 'link_expired', 'This link is not valid any more.');
    }
    let bytes = this.#audio.get(callId);
    if (bytes === undefined) {
      bytes = wavOf(detail.transcript?.segments ?? [], detail.recording);
      this.#audio.set(callId, bytes);
    }
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
