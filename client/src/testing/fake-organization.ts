import type { ApiKey, InboundWebhook, Invite, Member, Membership, OrganizationSettings, RingbaConnection, Role } from '@/api/types';
import { done, nothingHere } from '@/testing/answers';
import { id } from '@/testing/factories';
import { problem } from '@/testing/problem';

export const fakeSelfId = '22222222-0000-7000-8000-000000000001';
export const fakeRingba = { accountId: 'RA1', token: 'ringba-token-1234' } as const;

/** What the API keeps of an organization's people, keys, settings and Ringba account. */
export class FakeOrganization {
  settings: OrganizationSettings;
  members: Member[];
  invites: Invite[] = [];
  apiKeys: ApiKey[] = [];
  webhooks: InboundWebhook[] = [];
  ringba: RingbaConnection | null = null;

  constructor(
    membership: Membership,
    email: string,
    private readonly person: string,
  ) {
    this.settings = {
      id: membership.id,
      name: membership.name,
      slug: membership.slug,
      plan: 'trial',
      trialEndsAt: '2026-03-18T08:00:00Z',
      verticals: [],
      defaultVertical: 'general',
      createdAt: '2026-03-04T08:00:00Z',
    };
    this.members = [{ userId: fakeSelfId, displayName: person, email, role: membership.role, joinedAt: '2026-03-04T08:00:00Z' }];
  }

  async handle(request: Request, path: string): Promise<Response> {
    const { method } = request;
    const text = method === 'GET' ? '' : await request.text();
    const body = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
    const [area = '', subject = '', action = ''] = path.split('/');
    switch (area) {
      case 'settings':
        return this.#settings(method, subject, body);
      case 'members':
        return this.#members(method, subject, body);
      case 'invites':
        return this.#invites(method, subject, action, body);
      case 'api-keys':
        return this.#apiKeys(method, subject, action, body);
      case 'integrations':
        return subject === 'webhooks' ? this.#webhooks(method, action, body) : this.#ringba(method, action, body);
      default:
        return nothingHere();
    }
  }

  #settings(method: string, subject: string, body: Record<string, unknown>): Response {
    if (method === 'PUT' && subject === 'name') {
      this.settings = { ...this.settings, name: body['name'] as string };
    }
    if (method === 'PUT' && subject === 'verticals') {
      const { verticals, defaultVertical } = body as Pick<OrganizationSettings, 'verticals' | 'defaultVertical'>;
      this.settings = { ...this.settings, verticals, defaultVertical };
    }
    return Response.json(this.settings);
  }

  #members(method: string, userId: string, body: Record<string, unknown>): Response {
    if (method === 'GET') {
      return Response.json({ items: this.members });
    }
    const member = this.members.find((candidate) => candidate.userId === userId);
    if (member === undefined) {
      return problem(404, 'member_not_found', 'There is no such member.');
    }
    this.members =
      method === 'DELETE'
        ? this.members.filter((other) => other !== member)
        : this.members.map((other) => (other === member ? { ...other, role: body['role'] as Role } : other));
    return done();
  }

  #invites(method: string, inviteId: string, action: string, body: Record<string, unknown>): Response {
    if (method === 'GET') {
      return Response.json({ items: this.invites });
    }
    if (method === 'POST' && inviteId === '') {
      const email = body['email'] as string;
      if (this.members.some((member) => member.email === email)) {
        return problem(409, 'already_member', 'This person is a member of the organization already.');
      }
      const invite: Invite = {
        id: id(),
        email,
        role: body['role'] as Role,
        status: 'open',
        invitedBy: this.person,
        sentAt: '2026-03-04T15:00:00Z',
        expiresAt: '2026-03-11T15:00:00Z',
      };
      this.invites = [invite, ...this.invites];
      return Response.json(invite);
    }
    const invite = this.invites.find((candidate) => candidate.id === inviteId);
    if (invite === undefined) {
      return problem(404, 'invite_not_found', 'There is no such invite.');
    }
    if (method === 'POST' && action === 'resend') {
      const again: Invite = { ...invite, status: 'open' };
      this.invites = this.invites.map((other) => (other === invite ? again : other));
      return Response.json(again);
    }
    this.invites = this.invites.filter((other) => other !== invite);
    return done();
  }

  #apiKeys(method: string, keyId: string, action: string, body: Record<string, unknown>): Response {
    if (method === 'GET') {
      return Response.json({
        items: this.apiKeys,
        scopes: [
          { name: 'calls:read', permissions: ['read_calls'] },
          { name: 'flags:write', permissions: ['review_calls'] },
        ],
      });
    }
    const old = this.apiKeys.find((candidate) => candidate.id === keyId);
    if (method === 'DELETE') {
      this.apiKeys = this.apiKeys.map((key) => (key === old ? { ...key, status: 'revoked' } : key));
      return done();
    }
    const key: ApiKey = {
      id: id(),
      name: (body['name'] as string | undefined) ?? old?.name ?? '',
      prefix: 'cs_live_AbCd',
      scopes: (body['scopes'] as string[] | undefined) ?? old?.scopes ?? [],
      status: 'active',
      createdBy: this.person,
      createdAt: '2026-03-04T15:00:00Z',
      expiresAt: '2027-03-04T15:00:00Z',
      lastUsedAt: null,
      successorId: null,
    };
    const rest = this.apiKeys.map((other) =>
      action === 'rotate' && other === old ? { ...other, status: 'retiring' as const, successorId: key.id } : other,
    );
    this.apiKeys = [key, ...rest];
    return Response.json({ token: ['cs', 'live', 'shown-this-once'].join('_'), key });
  }

  #webhooks(method: string, webhookId: string, body: Record<string, unknown>): Response {
    if (method === 'GET') {
      return Response.json({
        items: this.webhooks,
        formats: [{ name: 'standard_webhooks', title: 'JSON, signed by Standard Webhooks' }],
      });
    }
    const old = this.webhooks.find((candidate) => candidate.id === webhookId);
    if (method === 'DELETE') {
      this.webhooks = this.webhooks.map((other) => (other === old ? { ...other, status: 'revoked' } : other));
      return done();
    }
    const fresh = id();
    const webhook: InboundWebhook =
      old === undefined
        ? {
            id: fresh,
            name: body['name'] as string,
            format: 'standard_webhooks',
            path: `/api/v1/ingest/webhooks/${fresh}`,
            status: 'active',
            formerSecretEndsAt: null,
            createdAt: '2026-03-04T15:00:00Z',
            lastDeliveryAt: null,
            lastRefusalAt: null,
            lastRefusal: null,
          }
        : { ...old, status: 'rotating', formerSecretEndsAt: '2026-03-05T15:00:00Z' };
    this.webhooks = [webhook, ...this.webhooks.filter((other) => other !== old)];
    return Response.json({ secret: ['whsec', 'shown-this-once'].join('_'), webhook });
  }

  #ringba(method: string, action: string, body: Record<string, unknown>): Response {
    if (method === 'GET') {
      return Response.json({ connection: this.ringba, addresses: ['https://api.ringba.com/v2/'] });
    }
    if (action === 'pixel' && this.ringba !== null) {
      const issuedAt = method === 'POST' ? '2026-03-04T15:00:00Z' : null;
      this.ringba = { ...this.ringba, pixelIssuedAt: issuedAt, lastPixelAt: null };
      return method === 'POST' ? Response.json({ path: '/api/v1/ingest/ringba/shown-this-once', issuedAt }) : done();
    }
    if (method === 'DELETE') {
      this.ringba = null;
      return done();
    }
    if (action === 'start' && this.ringba !== null) {
      this.ringba = { ...this.ringba, readFrom: '2026-02-02T15:00:00Z' };
      return Response.json(this.ringba);
    }
    const token = (body['token'] as string | null) ?? (this.ringba === null ? '' : fakeRingba.token);
    if (token !== fakeRingba.token) {
      return problem(422, 'ringba_bad_token', 'Ringba does not accept the API token (401).');
    }
    if (body['accountId'] !== fakeRingba.accountId) {
      return problem(422, 'ringba_bad_account', 'Ringba knows no such account (404).');
    }
    const account = { name: 'Northline', callsInLastHour: 12 };
    if (method === 'POST') {
      return Response.json(account);
    }
    this.ringba ??= {
      accountId: fakeRingba.accountId,
      maskedToken: '••••••••1234',
      address: 'https://api.ringba.com/v2/',
      readFrom: null,
      readThrough: '2026-03-04T15:00:00Z',
      lastReadAt: null,
      lastError: null,
      lastErrorAt: null,
      invalidSince: null,
      connectedAt: '2026-03-04T15:00:00Z',
      pixelIssuedAt: null,
      lastPixelAt: null,
    };
    return Response.json({ connection: this.ringba, account });
  }
}
