import type { CallDetail, Campaign, RejudgedSpan, RejudgementPlan, Vertical } from '@/api/types';
import { problem } from '@/testing/problem';

/** The campaigns of an organization: their verticals, and which calls a change of one would have judged again. */
export class FakeCampaigns {
  constructor(
    public items: readonly Campaign[],
    private readonly calls: () => readonly CallDetail[],
  ) {}

  async handle(request: Request, path: string): Promise<Response> {
    const [, campaignId, action] = path.split('/');
    if (campaignId === undefined) {
      return Response.json({ items: this.items });
    }
    const campaign = this.items.find(({ id }) => id === campaignId);
    if (campaign === undefined) {
      return problem(404, 'campaign_not_found', 'There is no such campaign.');
    }
    if (action === 'rejudgement') {
      const query = new URL(request.url).searchParams;
      const span = { from: query.get('from') ?? '', to: query.get('to') ?? '' };
      return Response.json(this.#plan(campaign, query.get('vertical') as Vertical, span));
    }
    const { vertical, rejudge } = (await request.json()) as { readonly vertical: Vertical; readonly rejudge: RejudgedSpan | null };
    const rejudgement =
      rejudge === null
        ? campaign.rejudgement
        : {
            ...rejudge,
            askedAt: new Date().toISOString(),
            requeued: this.#plan(campaign, vertical, rejudge).judged,
            redirected: 0,
            finishedAt: new Date().toISOString(),
          };
    const changed = { ...campaign, vertical, isVerticalConfirmed: true, rejudgement };
    this.items = this.items.map((item) => (item.id === campaignId ? changed : item));
    return Response.json(changed);
  }

  #plan(campaign: Campaign, vertical: Vertical, { from, to }: RejudgedSpan): RejudgementPlan {
    const others = this.calls().filter(
      ({ call }) =>
        call.campaignId === campaign.id &&
        call.vertical !== vertical &&
        Date.parse(call.startedAt) >= Date.parse(from) &&
        Date.parse(call.startedAt) < Date.parse(to),
    );
    const isDecided = ({ call }: CallDetail) => call.reviewState === 'safe' || call.reviewState === 'confirmed';
    const isJudged = ({ call }: CallDetail) => call.status === 'safe' || call.status === 'flagged';
    return {
      judged: others.filter((call) => isJudged(call) && !isDecided(call)).length,
      waiting: others.filter((call) => !isJudged(call) && call.call.status !== 'skipped').length,
      decided: others.filter(isDecided).length,
      removed: 0,
    };
  }
}
