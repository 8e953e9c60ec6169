import type { CallDetail, Campaign, Vertical } from '@/api/types';
import { scenarios } from '@/testing/sample-scenarios';

export const sampleCampaigns: readonly (Campaign & { readonly publishers: readonly string[]; readonly buyers: readonly string[] })[] = [
  ['Medicare Advantage East', 'medicare', ['BlueSky Leads', 'Cardinal Media'], ['Harbor Health', 'SilverPath Insurance']],
  ['ACA Open Enrollment', 'aca', ['Cardinal Media', 'ClickRiver'], ['Evergreen Benefits']],
  ['Sunline Solar Southwest', 'solar', ['ClickRiver', 'Desert Reach'], ['Sunline Home', 'BrightRoof']],
  ['Debt Relief Inbound', 'debt_relief', ['Fairway Digital'], ['ClearLedger', 'Anchor Relief']],
  ['Auto Quotes National', 'auto_insurance', ['BlueSky Leads', 'Roadside Media'], ['Keystone Mutual']],
  ['Final Expense Seniors', 'final_expense', ['Cardinal Media'], ['SilverPath Insurance']],
].map(([name, vertical, publishers, buyers], index) => ({
  id: `aaaaaaaa-0000-7000-8000-00000000000${index + 1}`,
  name: name as string,
  vertical: vertical as Vertical,
  isVerticalConfirmed: index % 2 === 0,
  rejudgement: null,
  publishers: publishers as string[],
  buyers: buyers as string[],
}));

const recent = [
  'pending',
  'processing',
  'medicare',
  'judging',
  'solar',
  'debt',
  'auto',
  'aca',
  'corrupt',
  'medicare',
  'voicemail',
  'silent',
  'auto',
  'debt',
  'solar',
  'short',
  'aca',
  'solar',
  'auto',
  'voicemail',
] as const;
const older = [
  'solar',
  'auto',
  'medicare',
  'auto',
  'solar',
  'auto',
  'aca',
  'solar',
  'auto',
  'debt',
  'solar',
  'short',
  'auto',
  'solar',
] as const;
const verticalOf: Readonly<Record<string, Vertical>> = {
  medicare: 'medicare',
  silent: 'medicare',
  debt: 'debt_relief',
  judging: 'debt_relief',
  voicemail: 'debt_relief',
  aca: 'aca',
  corrupt: 'aca',
  auto: 'auto_insurance',
  short: 'auto_insurance',
};

/** So many calls before a time, the newest first. */
export function callsUntil(now: Date, count: number): CallDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const name = index < recent.length ? (recent[index] ?? 'solar') : (older[index % older.length] ?? 'solar');
    const minutesAgo = index < recent.length ? 2 + index * 23 : 500 + (index - recent.length) * 61;
    const vertical = verticalOf[name] ?? 'solar';
    const matching = sampleCampaigns.filter(
      (campaign) => campaign.vertical === vertical || (vertical === 'medicare' && campaign.vertical === 'final_expense' && index % 5 === 4),
    );
    const campaign = matching[index % matching.length] ?? sampleCampaigns[0];
    const revenue = name === 'short' ? 0 : 18 + ((index * 37) % 60) + (index % 4) * 0.5;
    const build = scenarios[name];
    if (build === undefined || campaign === undefined) {
      throw new Error(`There is no scenario "${name}".`);
    }
    return build({
      call: {
        sourceCallId: `RGB${(0x1f3a9c00 + index * 7919).toString(16).toUpperCase()}V3${(index * 31).toString(36).toUpperCase()}`,
        startedAt: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
        createdAt: new Date(now.getTime() - (minutesAgo - 1) * 60_000).toISOString(),
        targetName: `${campaign.buyers[0] ?? 'Buyer'} main line`,
        campaignId: campaign.id,
        campaignName: campaign.name,
        vertical,
        publisherName: campaign.publishers[index % campaign.publishers.length] ?? null,
        buyerName: campaign.buyers[index % campaign.buyers.length] ?? null,
        callerNumber: `+1${['312', '480', '786', '214'][index % 4]}555${(100 + ((index * 47) % 9000)).toString().padStart(4, '0')}`,
        revenue,
        payout: Math.round(revenue * 70) / 100,
        previousCallAt: index % 9 === 4 ? new Date(now.getTime() - (minutesAgo + 200 + index * 17) * 60_000).toISOString() : null,
        previousOnCampaignAt: index % 18 === 4 ? new Date(now.getTime() - (minutesAgo + 400 + index * 17) * 60_000).toISOString() : null,
      },
    });
  });
}
