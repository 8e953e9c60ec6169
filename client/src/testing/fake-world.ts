import type { CallDetail, Campaign, Lane, Membership, OpenedInvite, Rule } from '@/api/types';
import { laneLabels } from '@/lib/labels';
import { membership, rule } from '@/testing/factories';

/** What there is before the first request. */
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
  readonly lanes: readonly Lane[];
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
    // The labels do not compile without every lane, and keep the server's order.
    lanes: (Object.keys(laneLabels) as Lane['lane'][]).map((lane) => ({
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

/** An organization's calls; one that was started later has none. */
export function callsOf(world: FakeWorld, { id }: Membership): CallDetail[] {
  return world.calls.get(id) ?? [];
}
