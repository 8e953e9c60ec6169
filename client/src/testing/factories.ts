/** Builds the API's answers. Everything has a default, so a test mentions only what it is about. */
import type {
  CallDetail,
  CallSummary,
  Flag,
  InboxItem,
  Membership,
  Permission,
  Recording,
  Role,
  Rule,
  Segment,
  Severity,
  Speaker,
  Transcript,
} from '@/api/types';

let sequence = 0;

/** A UUID that is the same in every run. */
export function id(): string {
  sequence += 1;
  return `00000000-0000-7000-8000-${sequence.toString(16).padStart(12, '0')}`;
}

const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = (() => {
  const viewer: Permission[] = ['read_calls'];
  const reviewer: Permission[] = [...viewer, 'see_caller_numbers', 'review_calls', 'export_calls'];
  const admin: Permission[] = [
    ...reviewer,
    'import_calls',
    'operate_pipeline',
    'manage_campaigns',
    'manage_integrations',
    'manage_api_keys',
    'manage_members',
    'read_audit',
    'manage_privacy',
  ];
  return { viewer, reviewer, admin, owner: [...admin, 'manage_admins', 'erase_callers'] };
})();

export function membership(overrides: Partial<Membership> = {}): Membership {
  const role = overrides.role ?? 'admin';
  return {
    id: '11111111-0000-7000-8000-000000000001',
    name: 'Northline Media',
    slug: 'northline',
    role,
    permissions: [...permissionsOf[role]],
    ...overrides,
  };
}

export function callSummary(overrides: Partial<CallSummary> = {}): CallSummary {
  return {
    id: id(),
    source: 'ringba',
    sourceCallId: 'RGB0000000000000001V3A1',
    status: 'safe',
    startedAt: '2026-03-04T15:05:00Z',
    durationSeconds: 92,
    campaignId: 'aaaaaaaa-0000-7000-8000-000000000001',
    campaignName: 'Medicare Advantage East',
    vertical: 'medicare',
    publisherName: 'BlueSky Leads',
    buyerName: 'Harbor Health',
    callerNumber: '+15551234567',
    revenue: 42,
    payout: 30,
    score: 100,
    flagCount: 0,
    highestSeverity: null,
    reviewState: 'none',
    failure: null,
    skipReason: null,
    targetName: 'Harbor main line',
    createdAt: '2026-03-04T15:07:00Z',
    judgedAt: '2026-03-04T15:07:30Z',
    previousCallAt: null,
    previousOnCampaignAt: null,
    ...overrides,
  };
}

export interface Line {
  readonly speaker: Speaker;
  readonly text: string;
  /** Seconds of silence before it. */
  readonly pause?: number;
}

const wordSeconds = 0.32;

/** Turns lines into segments with word times: each word takes a third of a second, each line follows the last. */
export function conversation(
  lines: readonly Line[],
  channelOf: (speaker: Speaker) => number = (speaker) => (speaker === 'caller' ? 1 : 0),
): Segment[] {
  let clock = 0.4;
  const round = (seconds: number) => Math.round(seconds * 100) / 100;
  return lines.map(({ speaker, text, pause = 0.35 }, index) => {
    clock += pause;
    const start = clock;
    const words = text.split(' ').map((word) => {
      const length = wordSeconds * Math.min(Math.max(word.length / 5, 0.5), 1.8);
      const spoken = { text: word, start: round(clock), end: round(clock + length), confidence: 0.94 };
      clock += length + 0.03;
      return spoken;
    });
    return { index, speaker, channel: channelOf(speaker), start: round(start), end: round(clock), text, words };
  });
}

export function transcript(segments: readonly Segment[], overrides: Partial<Transcript> = {}): Transcript {
  return {
    outcome: segments.length === 0 ? 'no_speech' : 'speech',
    engine: { name: 'moonshine', version: '0.1.0', model: 'base-en' },
    speakers: { method: 'channel', confidence: 0.99 },
    language: 'en',
    speechSeconds: segments.reduce((sum, segment) => sum + segment.end - segment.start, 0),
    realTimeFactor: 0.05,
    segments: [...segments],
    ...overrides,
  };
}

export function flag(overrides: Partial<Flag> = {}): Flag {
  return {
    id: id(),
    slug: 'guaranteed_outcome',
    title: 'Guaranteed outcome',
    severity: 'critical',
    confidence: 0.93,
    segmentIndex: null,
    start: null,
    end: null,
    quote: null,
    explanation: 'Approval, savings or results were promised as certain.',
    ruleVersion: 1,
    ...overrides,
  };
}

const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9' ]/g, '');

/** A flag that rests on words of the conversation, with their times. */
export function flagOn(segments: readonly Segment[], quote: string, overrides: Partial<Flag> = {}): Flag {
  const wanted = plain(quote).split(' ');
  for (const segment of segments) {
    for (let from = 0; from + wanted.length <= segment.words.length; from += 1) {
      const words = segment.words.slice(from, from + wanted.length);
      if (words.every((word, offset) => plain(word.text) === wanted[offset])) {
        return flag({
          segmentIndex: segment.index,
          start: words[0]?.start ?? null,
          end: words.at(-1)?.end ?? null,
          quote: words.map((word) => word.text).join(' '),
          ...overrides,
        });
      }
    }
  }
  throw new Error(`Nobody says "${quote}".`);
}

/** Peaks that rise where somebody speaks. */
export function peaksOf(segments: readonly Segment[], duration: number, channels: number, slices = 1000): number[] {
  const peaks = new Array<number>(slices * channels).fill(1);
  for (const segment of segments) {
    for (const word of segment.words) {
      const from = Math.floor((word.start / duration) * slices);
      const to = Math.ceil((word.end / duration) * slices);
      for (let slice = from; slice < Math.min(to, slices); slice += 1) {
        const swell = Math.sin(((slice - from + 0.5) / (to - from)) * Math.PI);
        const grain = 0.55 + 0.45 * Math.abs(Math.sin(slice * 12.9898 + segment.index * 7));
        peaks[slice * channels + (channels === 1 ? 0 : segment.channel)] = Math.round(40 + 190 * swell * grain);
      }
    }
  }
  return peaks;
}

export function recording(segments: readonly Segment[], overrides: Partial<Recording> = {}): Recording {
  const durationSeconds = overrides.durationSeconds ?? Math.ceil((segments.at(-1)?.end ?? 20) + 2);
  const channels = overrides.channels ?? 2;
  return {
    durationSeconds,
    channels,
    layout: channels === 1 ? 'mono' : 'stereo',
    mediaType: 'audio/wav',
    byteCount: durationSeconds * 16_000 * channels + 44,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    storedAt: '2026-03-04T15:07:05Z',
    peaks: peaksOf(segments, durationSeconds, channels),
    ...overrides,
  };
}

const rank: readonly Severity[] = ['critical', 'warning', 'info'];
const cost: Readonly<Record<Severity, number>> = { critical: 35, warning: 12, info: 4 };

interface DetailParts {
  readonly call?: Partial<CallSummary>;
  readonly lines?: readonly Line[];
  readonly flags?: (segments: readonly Segment[]) => readonly Flag[];
  readonly recording?: Partial<Recording> | null;
  readonly transcript?: Partial<Transcript> | null;
  readonly reviews?: CallDetail['reviews'];
}

/** One call with everything that follows from its lines. */
export function callDetail(parts: DetailParts = {}): CallDetail {
  const mono = parts.recording?.channels === 1;
  const segments = conversation(parts.lines ?? [], mono ? () => 0 : undefined);
  const flags = [...(parts.flags?.(segments) ?? [])];
  const taken = parts.recording === null ? null : recording(segments, parts.recording);
  const judged = parts.call?.status === undefined || parts.call.status === 'safe' || parts.call.status === 'flagged';
  const score = judged ? Math.max(0, 100 - flags.reduce((sum, { severity }) => sum + cost[severity], 0)) : null;
  return {
    call: callSummary({
      status: flags.length > 0 ? 'flagged' : 'safe',
      reviewState: flags.length > 0 ? 'open' : 'none',
      durationSeconds: taken?.durationSeconds ?? null,
      score,
      flagCount: flags.length,
      highestSeverity: rank.find((severity) => flags.some((flag) => flag.severity === severity)) ?? null,
      ...parts.call,
    }),
    recording: taken,
    transcript: parts.transcript === null ? null : transcript(segments, parts.transcript),
    verdict: judged && score !== null ? { engine: 'rules 1.0', ruleSetVersion: 3, score, judgedAt: '2026-03-04T15:07:30Z' } : null,
    flags,
    reviews: parts.reviews ?? [],
    callsOfCaller: 1,
    dialedNumber: null,
    isHeld: false,
    removed: [],
  };
}

export function inboxItemOf(detail: CallDetail): InboxItem {
  return {
    call: detail.call,
    flags: detail.flags,
  };
}

export function rule(overrides: Partial<Rule> = {}): Rule {
  return {
    slug: 'guaranteed_outcome',
    title: 'Guaranteed outcome',
    severity: 'critical',
    description: 'Approval, savings, winnings or results are promised as certain.',
    verticals: [],
    party: 'agent',
    evaluated: true,
    ...overrides,
  };
}
