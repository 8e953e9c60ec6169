/** An organization with a few weeks of invented calls, for the mock server: every state that a screen can show. */
import type { CallDetail, CallSummary, Campaign, DayTotals, Rule, Vertical } from '@/api/types';
import { fakeWorld, type FakeWorld } from '@/testing/fake-api';
import { FakeRingba } from '@/testing/fake-ringba';
import { callDetail, flag, flagOn, id, membership, rule, type Line } from '@/testing/factories';

const campaigns: readonly (Campaign & { readonly publishers: readonly string[]; readonly buyers: readonly string[] })[] = [
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
  publishers: publishers as string[],
  buyers: buyers as string[],
}));

const rules: readonly Rule[] = [
  rule({
    slug: 'recording_disclosure',
    title: 'No recording disclosure',
    description: 'Nobody on the agent side says within the first minute that the call is or may be recorded.',
  }),
  rule({ slug: 'guaranteed_outcome', title: 'Guaranteed outcome' }),
  rule({
    slug: 'sensitive_data_request',
    title: 'Asked for sensitive data',
    description: 'The agent asks for a full Social Security, card or bank account number, a card security code or an online-banking login.',
  }),
  rule({
    slug: 'sensitive_data_spoken',
    title: 'Sensitive number spoken',
    party: 'either',
    description: 'A full Social Security, payment card or bank account number is actually spoken.',
  }),
  rule({
    slug: 'incentive_offer',
    title: 'Incentive offered',
    description: 'Money, a gift card, groceries or a prize is offered for staying on the line, qualifying or enrolling.',
  }),
  rule({
    slug: 'abusive_language',
    title: 'Abusive language',
    description: 'The agent insults, threatens, swears at or mocks the caller.',
  }),
  rule({
    slug: 'cms_disclaimer',
    title: 'No CMS disclaimer',
    verticals: ['medicare'],
    description: 'With plan talk of a minute or more, the agent never gives the third-party marketing disclaimer.',
  }),
  rule({
    slug: 'free_benefit_claim',
    title: 'Benefit called free',
    verticals: ['medicare', 'aca'],
    description: 'A plan or benefit is called free, no-cost or cash for everyone without condition.',
  }),
  rule({
    slug: 'free_solar_claim',
    title: 'Solar called free',
    verticals: ['solar'],
    evaluated: false,
    description: 'Panels or installation are called free, or the bill is said to disappear for certain.',
  }),
  rule({
    slug: 'do_not_call_request',
    title: 'Asked not to be called',
    severity: 'warning',
    party: 'caller',
    description: 'The caller asks not to be called again, to be removed from a list, or to stop being contacted.',
  }),
  rule({
    slug: 'agent_identification',
    title: 'Agent not identified',
    severity: 'warning',
    evaluated: false,
    description: 'The agent gives neither a personal nor a company name within the first minute.',
  }),
  rule({
    slug: 'pressure_tactics',
    title: 'Pressure',
    severity: 'warning',
    evaluated: false,
    description: 'False urgency, or refusal to let the caller think or hang up.',
  }),
  rule({
    slug: 'dead_air',
    title: 'Dead air',
    severity: 'warning',
    party: 'none',
    description: 'One silence of twenty seconds or more, or less than a third of speech over a call of a minute or more.',
  }),
  rule({
    slug: 'voicemail_or_ivr',
    title: 'Voicemail or menu',
    severity: 'info',
    party: 'either',
    description: 'The connected party is a voicemail greeting, an answering machine or an automated menu.',
  }),
];

const medicare: readonly Line[] = [
  { speaker: 'greeting', text: 'Thank you for calling the benefits line. Please hold for the next available agent.' },
  { speaker: 'agent', text: 'Hi, this is Marcus with Harbor Health. Who do I have the pleasure of speaking with today?', pause: 1.2 },
  { speaker: 'caller', text: 'Hi Marcus, my name is Ellen. I saw something about a card for groceries?' },
  { speaker: 'agent', text: 'Yes ma’am. Do you currently have Medicare parts A and B, and is that the red, white and blue card?' },
  { speaker: 'caller', text: 'I do, both of them. It has been two years now, I turned sixty seven in June.' },
  {
    speaker: 'agent',
    text: 'Perfect. So what I am seeing here is that you are guaranteed approval for the new plan, no question about it.',
  },
  { speaker: 'caller', text: 'Oh, really? And what would that cost me every month?' },
  {
    speaker: 'agent',
    text: 'Nothing at all. Everybody gets the flex card completely free, and if you stay on the line we add a fifty dollar gift card.',
  },
  { speaker: 'caller', text: 'Well, that sounds too good to be true, if I am honest with you.' },
  {
    speaker: 'agent',
    text: 'I hear that a lot. To lock it in I just need your full Social Security number and the number on your bank account.',
  },
  { speaker: 'caller', text: 'I am not comfortable reading that over the phone.', pause: 2.4 },
  {
    speaker: 'agent',
    text: 'I understand, but this offer ends today, so if you hang up now I cannot promise it will still be there tomorrow.',
  },
  { speaker: 'caller', text: 'Then please take me off your list and do not call me again.' },
  { speaker: 'agent', text: 'All right, ma’am. Let me just ask you two more questions before you go. Which doctors do you see?' },
  { speaker: 'caller', text: 'No. Goodbye.' },
];

const solar: readonly Line[] = [
  { speaker: 'agent', text: 'Sunline Home on a recorded line, my name is Priya. How can I help you today?' },
  { speaker: 'caller', text: 'Hey. Somebody told me that I could get panels for nothing down?' },
  {
    speaker: 'agent',
    text: 'There are zero down programs, that is right, but they are financed, and whether you qualify depends on your credit and your roof.',
  },
  { speaker: 'caller', text: 'Okay, and would my electric bill go away?' },
  {
    speaker: 'agent',
    text: 'I cannot guarantee anything like that. Most homeowners still pay a small connection fee. Can I ask what your average bill is?',
  },
  { speaker: 'caller', text: 'About two hundred and forty dollars in the summer.' },
  { speaker: 'agent', text: 'Great, thank you. I am going to connect you with a licensed consultant who can look at your address.' },
];

const debt: readonly Line[] = [
  { speaker: 'agent', text: 'ClearLedger, this call may be monitored or recorded. You are speaking with Tom.' },
  { speaker: 'caller', text: 'Hi Tom. I have about thirty thousand on four cards and I am falling behind.' },
  { speaker: 'agent', text: 'We erase half of your debt for sure, and you will be finished in eighteen months.' },
  { speaker: 'caller', text: 'Half? What is the catch?' },
  { speaker: 'agent', text: 'No catch. Are you stupid, or do you want to keep paying those banks for ever?', pause: 1.4 },
  { speaker: 'caller', text: 'Excuse me? I will think about it.' },
];

const auto: readonly Line[] = [
  { speaker: 'agent', text: 'Keystone Mutual on a recorded line, this is Dee. Are you calling about your car insurance?' },
  { speaker: 'caller', text: 'Yes. Could you call me back later this afternoon? I am driving.' },
  { speaker: 'agent', text: 'Of course. Drive safely, and we will try you after three.' },
];

const voicemail: readonly Line[] = [
  { speaker: 'greeting', text: 'You have reached the voice mailbox of Anchor Relief. Please leave a message after the tone.' },
];

const aca: readonly Line[] = [
  { speaker: 'agent', text: 'Evergreen Benefits, recorded line, Nadia speaking. Are you looking for health coverage?' },
  { speaker: 'caller', text: 'Yes, for me and my two kids. My hours were cut, so it has to be cheap.' },
  { speaker: 'agent', text: 'With your income everybody gets the subsidy, so it is free health insurance for the whole family.' },
  { speaker: 'caller', text: 'Okay. And the doctor visits too?' },
  { speaker: 'agent', text: 'Let me look that up for you, one moment please.' },
  { speaker: 'agent', text: 'Sorry about that, still here. Yes, with a small copay.', pause: 26 },
];

interface Given {
  readonly call: Partial<CallSummary>;
}

type Scenario = (given: Given) => CallDetail;

const scenarios: Readonly<Record<string, Scenario>> = {
  medicare: (given) =>
    callDetail({
      ...given,
      lines: medicare,
      flags: (said) => [
        flag({
          slug: 'recording_disclosure',
          title: 'No recording disclosure',
          confidence: 0.97,
          explanation: 'Neither the greeting nor the agent says in the first 60 seconds that the call may be recorded.',
        }),
        flagOn(said, 'you are guaranteed approval for the new plan', {
          explanation: 'The agent promises approval as certain, before any eligibility was checked.',
        }),
        flagOn(said, 'Everybody gets the flex card completely free', {
          slug: 'free_benefit_claim',
          title: 'Benefit called free',
          confidence: 0.91,
          explanation: 'A benefit is called free for everybody, without condition.',
        }),
        flagOn(said, 'we add a fifty dollar gift card', {
          slug: 'incentive_offer',
          title: 'Incentive offered',
          confidence: 0.88,
          explanation: 'A gift card is offered for staying on the line.',
        }),
        flagOn(said, 'I just need your full Social Security number', {
          slug: 'sensitive_data_request',
          title: 'Asked for sensitive data',
          confidence: 0.95,
          explanation: 'The agent asks for a full Social Security number.',
        }),
        flagOn(said, 'please take me off your list and do not call me again', {
          slug: 'do_not_call_request',
          title: 'Asked not to be called',
          severity: 'warning',
          confidence: 0.9,
          explanation: 'The caller asks to be removed from the list.',
        }),
      ],
    }),
  debt: (given) =>
    callDetail({
      ...given,
      lines: debt,
      flags: (said) => [
        flagOn(said, 'We erase half of your debt for sure', { explanation: 'A result is promised as certain.' }),
        flagOn(said, 'Are you stupid', {
          slug: 'abusive_language',
          title: 'Abusive language',
          confidence: 0.98,
          explanation: 'The agent insults the caller.',
        }),
      ],
    }),
  aca: (given) =>
    callDetail({
      ...given,
      lines: aca,
      recording: { channels: 1, mediaType: 'audio/mpeg' },
      transcript: { speakers: { method: 'text_turns', confidence: 0.74 } },
      flags: (said) => [
        flagOn(said, 'it is free health insurance for the whole family', {
          slug: 'free_benefit_claim',
          title: 'Benefit called free',
          confidence: 0.9,
          explanation: 'Coverage is called free without condition.',
        }),
        flag({
          slug: 'dead_air',
          title: 'Dead air',
          severity: 'warning',
          confidence: 1,
          start: said[4]?.end ?? 0,
          end: said[5]?.start ?? 0,
          explanation: 'Nobody speaks for 26 seconds.',
        }),
      ],
    }),
  voicemail: (given) =>
    callDetail({
      ...given,
      call: { ...given.call, durationSeconds: 21 },
      lines: voicemail,
      flags: (said) => [
        flagOn(said, 'You have reached the voice mailbox', {
          slug: 'voicemail_or_ivr',
          title: 'Voicemail or menu',
          severity: 'info',
          confidence: 0.99,
          explanation: 'A voicemail greeting answered, and no human conversation follows.',
        }),
      ],
    }),
  solar: (given) => callDetail({ ...given, lines: solar }),
  auto: (given) => callDetail({ ...given, lines: auto, recording: { channels: 1 } }),
  silent: (given) =>
    callDetail({
      ...given,
      call: { ...given.call, status: 'skipped', skipReason: 'no_speech', score: null },
      lines: [],
      recording: { durationSeconds: 34 },
    }),
  short: (given) =>
    callDetail({
      ...given,
      call: { ...given.call, status: 'skipped', skipReason: 'too_short', durationSeconds: 3, score: null },
      recording: null,
      transcript: null,
    }),
  corrupt: (given) =>
    callDetail({
      ...given,
      call: {
        ...given.call,
        status: 'failed',
        durationSeconds: 58,
        failure: { category: 'corrupt_recording', detail: 'The file ends in the middle of a frame; no audio could be decoded from it.' },
      },
      recording: null,
      transcript: null,
    }),
  pending: (given) => callDetail({ ...given, call: { ...given.call, status: 'pending' }, recording: null, transcript: null }),
  processing: (given) => callDetail({ ...given, call: { ...given.call, status: 'processing' }, lines: solar, transcript: null }),
  judging: (given) => callDetail({ ...given, call: { ...given.call, status: 'judging' }, lines: debt }),
};

/** What became of each call, newest first; the pattern repeats further down. */
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

function callsUntil(now: Date, count: number): CallDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const name = index < recent.length ? (recent[index] ?? 'solar') : (older[index % older.length] ?? 'solar');
    const minutesAgo = index < recent.length ? 2 + index * 23 : 500 + (index - recent.length) * 61;
    const vertical = verticalOf[name] ?? 'solar';
    const matching = campaigns.filter(
      (campaign) => campaign.vertical === vertical || (vertical === 'medicare' && campaign.vertical === 'final_expense' && index % 5 === 4),
    );
    const campaign = matching[index % matching.length] ?? campaigns[0];
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

/** What the last days came to, and a backfill under way. */
export function sampleRingba(now: Date): FakeRingba {
  const ringba = new FakeRingba();
  const dayBefore = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const none: DayTotals = { calls: 0, connectedSeconds: 0, revenue: 0, payout: 0 };
  for (let days = 1; days <= 6; days++) {
    const ours: DayTotals = {
      calls: 9_800 + days * 37,
      connectedSeconds: 1_620_000 + days * 911,
      revenue: 41_280.5 + days * 12,
      payout: 28_890.25,
    };
    ringba.reconciliations.push({
      connectionId: 'bbbbbbbb-0000-7000-8000-000000000001',
      day: dayBefore(days),
      state: days === 2 ? 'differs' : days === 5 ? 'explained' : 'matched',
      ours,
      removed: days === 5 ? { calls: 3, connectedSeconds: 421, revenue: 126, payout: 84 } : none,
      theirs:
        days === 2
          ? { ...ours, calls: 9_876, revenue: 41_346.5 }
          : days === 5
            ? { calls: 9_988, connectedSeconds: 1_624_976, revenue: 41_466.5, payout: 28_974.25 }
            : ours,
      checkedAt: now.toISOString(),
      nextCheckAt: days === 2 ? new Date(now.getTime() + 1_200_000).toISOString() : null,
      rereads: days === 2 ? 2 : 0,
      explanation: null,
      explainedAt: null,
    });
  }
  ringba.start({ from: `${dayBefore(30)}T00:00:00Z`, to: now.toISOString(), oldestFirst: false, dryRun: false }, 'catch_up');
  return ringba;
}

/** @param now The mock server's clock; the calls lie before it. */
export function sampleWorld(now: Date): FakeWorld {
  const [first, second, reader] = [
    membership(),
    membership({ id: '11111111-0000-7000-8000-000000000002', name: 'Acme Calls', slug: 'acme', role: 'owner' }),
    membership({ id: '11111111-0000-7000-8000-000000000003', name: 'Partner View', slug: 'partner', role: 'viewer' }),
  ];
  const calls = callsUntil(now, 400);
  const confirmed = calls.find(({ call }, index) => index > 25 && call.status === 'flagged');
  if (confirmed !== undefined) {
    confirmed.call = { ...confirmed.call, reviewState: 'confirmed' };
    confirmed.reviews = [
      {
        id: id(),
        decision: 'confirmed',
        reviewerName: 'Dana Reyes',
        note: 'Reported to the publisher, clawback requested.',
        decidedAt: new Date(now.getTime() - 3_600_000).toISOString(),
      },
    ];
  }
  return fakeWorld({
    organizations: [first, second, reader],
    calls: new Map([
      [first.id, calls],
      [second.id, []],
      [reader.id, callsUntil(now, 40)],
    ]),
    rules,
    campaigns: campaigns.map(({ id, name, vertical, isVerticalConfirmed }) => ({ id, name, vertical, isVerticalConfirmed })),
    lanes: [
      { lane: 'ingest', waiting: 0, running: 1, delayed: 0, failed: 0, oldestWaitingSeconds: null },
      { lane: 'backfill', waiting: 1, running: 0, delayed: 0, failed: 0, oldestWaitingSeconds: 3 },
      { lane: 'reconcile', waiting: 0, running: 0, delayed: 0, failed: 0, oldestWaitingSeconds: null },
      { lane: 'vault', waiting: 12, running: 4, delayed: 1, failed: 0, oldestWaitingSeconds: 41 },
      { lane: 'factory', waiting: 138, running: 2, delayed: 3, failed: 1, oldestWaitingSeconds: 1312 },
      { lane: 'judge', waiting: 3, running: 1, delayed: 0, failed: 0, oldestWaitingSeconds: 4 },
    ],
  });
}
