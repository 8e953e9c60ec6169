/**
 * CallScript's API in memory, true to its contract: the tests speak to it through MSW and the mock server serves it to
 * a browser. It takes and gives the platform's own requests and responses.
 */
import type { Membership } from '@/api/types';
import { statuses } from '@/lib/labels';
import { nothingHere } from '@/testing/answers';
import { FakeAccount } from '@/testing/fake-account';
import { FakeCalls } from '@/testing/fake-calls';
import { FakeCampaigns } from '@/testing/fake-campaigns';
import { FakeMemberships } from '@/testing/fake-memberships';
import { FakeOrganization, fakeSelfId } from '@/testing/fake-organization';
import { FakePrivacy } from '@/testing/fake-privacy';
import { FakeRingba } from '@/testing/fake-ringba';
import { FakeSignIn } from '@/testing/fake-sign-in';
import { FakeUploads } from '@/testing/fake-uploads';
import { callsOf, type FakeWorld } from '@/testing/fake-world';
import { madeOnce } from '@/testing/made-once';
import { problem } from '@/testing/problem';

export class FakeApi {
  /** Every request, as "METHOD /path", in order. */
  readonly log: string[] = [];
  readonly account: FakeAccount;
  readonly organization = madeOnce((membership: Membership) => new FakeOrganization(membership, this.world.email, this.world.displayName));
  readonly campaignsOf = madeOnce(
    (membership: Membership) => new FakeCampaigns(this.world.campaigns, () => callsOf(this.world, membership)),
  );
  readonly #privacyOf = madeOnce(
    (membership: Membership) => new FakePrivacy(membership, this.world.displayName, callsOf(this.world, membership)),
  );
  readonly #signIn: FakeSignIn;
  readonly #memberships: FakeMemberships;
  readonly #calls: FakeCalls;
  readonly #uploads: FakeUploads;

  constructor(
    readonly world: FakeWorld,
    readonly ringba = new FakeRingba(),
  ) {
    this.account = new FakeAccount(world.email, world.password, world.displayName);
    this.#signIn = new FakeSignIn(world, this.account);
    this.#memberships = new FakeMemberships(world);
    this.#calls = new FakeCalls(world);
    this.#uploads = new FakeUploads(world);
  }

  get hasRefreshCookie(): boolean {
    return this.#signIn.hasRefreshCookie;
  }

  set hasRefreshCookie(isGood: boolean) {
    this.#signIn.hasRefreshCookie = isGood;
  }

  /** Makes every access token invalid, as if all had expired. */
  expireTokens(): void {
    this.#signIn.expireTokens();
  }

  countOf(entry: string): number {
    return this.log.filter((line) => line === entry).length;
  }

  async handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    this.log.push(`${request.method} ${pathname}`);
    const path = pathname.slice('/api/v1/'.length);
    const [area = ''] = path.split('/');
    const rest = path.slice(area.length + 1);
    switch (area) {
      case 'auth':
        return this.#signIn.handle(request, rest);
      case 'health':
        return Response.json({ status: 'healthy' });
      case 'audio':
        return this.#calls.media(request, rest);
      case 'invites':
        return this.#memberships.invite(request, rest);
      default:
        return this.#signIn.admits(request) ? this.#signedIn(request, area, rest) : problem(401, 'unauthenticated', 'Sign in first.');
    }
  }

  async #signedIn(request: Request, area: string, path: string): Promise<Response> {
    switch (area) {
      case 'account':
        return this.account.handle(request, path);
      case 'me': {
        const { organizations, mayCreateOrganization } = this.world;
        const { email, displayName } = this.account.state;
        return Response.json({ user: { id: fakeSelfId, email, displayName }, organizations, mayCreateOrganization });
      }
      case 'organizations':
        return path === ''
          ? Response.json(this.organization(await this.#memberships.start(request)).settings)
          : this.#inOrganization(request, path);
      default:
        return nothingHere();
    }
  }

  async #inOrganization(request: Request, address: string): Promise<Response> {
    const [organizationId, ...segments] = address.split('/');
    const organization = this.#memberships.find(organizationId);
    if (organization === undefined) {
      return nothingHere();
    }
    const path = segments.join('/');
    switch (segments[0]) {
      case 'leave':
        return this.#memberships.leave(organization);
      case 'calls':
      case 'flags':
        return this.#calls.handle(request, path, organization);
      case 'uploads':
        return this.#uploads.handle(request, path, organization);
      case 'campaigns':
        return this.campaignsOf(organization).handle(request, path);
      case 'backfills':
      case 'reconciliations':
        return this.ringba.handle(request, path);
      case 'privacy':
        return this.#privacyOf(organization).handle(request, path.slice('privacy/'.length));
      case 'rules':
        return Response.json({ items: this.world.rules, nextCursor: null });
      case 'queue':
        return this.#queue(organization);
      default:
        return this.organization(organization).handle(request, path);
    }
  }

  #queue(organization: Membership): Response {
    const calls = callsOf(this.world, organization);
    const counts = Object.fromEntries(statuses.map((status) => [status, calls.filter(({ call }) => call.status === status).length]));
    return Response.json({ lanes: this.world.lanes, calls: counts });
  }
}
