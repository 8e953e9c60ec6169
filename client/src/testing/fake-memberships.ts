import type { Membership } from '@/api/types';
import { done } from '@/testing/answers';
import { id, membership } from '@/testing/factories';
import type { FakeWorld } from '@/testing/fake-world';
import { problem } from '@/testing/problem';

/** The organizations that the signed-in person belongs to, and the ways into and out of them. */
export class FakeMemberships {
  constructor(private readonly world: FakeWorld) {}

  find(organizationId: string | undefined): Membership | undefined {
    return this.world.organizations.find((candidate) => candidate.id === organizationId);
  }

  async start(request: Request): Promise<Membership> {
    const { name } = (await request.json()) as { name: string };
    const started = membership({ id: id(), name, slug: 'started', role: 'owner' });
    this.#join(started);
    return started;
  }

  leave(organization: Membership): Response {
    this.world.organizations = this.world.organizations.filter((other) => other !== organization);
    return done();
  }

  /** What a letter's link leads to; whoever holds it need not be signed in. */
  async invite(request: Request, action: string): Promise<Response> {
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
      return done();
    }
    this.#join(known.organization);
    return Response.json({ organizationId: known.organization.id, slug: known.organization.slug, email: known.invite.email });
  }

  #join(organization: Membership): void {
    this.world.organizations = [...this.world.organizations, organization];
  }
}
