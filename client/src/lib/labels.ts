/** The words that the screens use for the API's codes. */
import type { CallDetail, CallStatus, Lane, Plan, Role, Severity, Speaker, Vertical } from '@/api/types';

export const severities = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

export const severityLabels: Readonly<Record<Severity, string>> = { critical: 'Critical', warning: 'Warning', info: 'Info' };

export const statuses = [
  'pending',
  'downloaded',
  'processing',
  'transcribed',
  'judging',
  'flagged',
  'safe',
  'skipped',
  'failed',
] as const satisfies readonly CallStatus[];

export const statusLabels: Readonly<Record<CallStatus, string>> = {
  pending: 'Waiting for recording',
  downloaded: 'Waiting to transcribe',
  processing: 'Transcribing',
  transcribed: 'Waiting to be judged',
  judging: 'Judging',
  safe: 'Safe',
  flagged: 'Flagged',
  skipped: 'Skipped',
  failed: 'Failed',
};

/** Calls that a lane will move on by itself. */
export const movingStatuses: ReadonlySet<CallStatus> = new Set(['pending', 'downloaded', 'processing', 'transcribed', 'judging']);

export const verticals = [
  'general',
  'medicare',
  'aca',
  'solar',
  'debt_relief',
  'auto_insurance',
  'home_services',
  'final_expense',
  'mva',
] as const satisfies readonly Vertical[];

export const verticalLabels: Readonly<Record<Vertical, string>> = {
  general: 'General',
  medicare: 'Medicare',
  aca: 'ACA',
  solar: 'Solar',
  debt_relief: 'Debt relief',
  auto_insurance: 'Auto insurance',
  home_services: 'Home services',
  final_expense: 'Final expense',
  mva: 'Motor vehicle accident',
};

export const speakerLabels: Readonly<Record<Speaker, string>> = {
  agent: 'Agent',
  caller: 'Caller',
  greeting: 'Greeting',
  unknown: 'Unknown',
};

export const laneLabels: Readonly<Record<Lane['lane'], { readonly name: string; readonly does: string }>> = {
  ingest: { name: 'Ingest', does: 'Reads new calls from Ringba' },
  backfill: { name: 'Backfill', does: 'Reads older calls, and recent ones again' },
  reconcile: { name: 'Reconcile', does: 'Compares each day with what Ringba adds up' },
  vault: { name: 'Vault', does: 'Downloads and seals recordings' },
  factory: { name: 'Factory', does: 'Turns speech into text' },
  judge: { name: 'Judge', does: 'Checks the words against the rules' },
  rejudge: { name: 'Rejudge', does: "Has a remapped campaign's calls judged again" },
  privacy: { name: 'Privacy', does: 'Removes what callers asked to have removed' },
};

/** Callers who had called before: how long before, and whether on the same campaign. */
export const repeats = {
  day: { label: 'Repeat caller, 24 hours', hours: 24, sameCampaign: false },
  week: { label: 'Repeat caller, 7 days', hours: 7 * 24, sameCampaign: false },
  month: { label: 'Repeat caller, 30 days', hours: 30 * 24, sameCampaign: false },
  duplicate: { label: 'Duplicate on campaign, 30 days', hours: 30 * 24, sameCampaign: true },
} as const;
export type Repeat = keyof typeof repeats;
export const repeatNames = Object.keys(repeats) as readonly Repeat[];

export const removedPartLabels: Readonly<Record<CallDetail['removed'][number]['part'], string>> = {
  recording: 'Recording',
  transcript: 'Transcript',
  evidence: 'Quotes of flags',
  review_notes: 'Review notes',
  caller_number: 'Caller number',
  call: 'Call',
};

export const roles = ['viewer', 'reviewer', 'admin', 'owner'] as const satisfies readonly Role[];

export const roleLabels: Readonly<Record<Role, string>> = { viewer: 'Viewer', reviewer: 'Reviewer', admin: 'Admin', owner: 'Owner' };

/** What each role may do, in one line. */
export const roleSummaries: Readonly<Record<Role, string>> = {
  viewer: 'Reads calls and flags; callers’ numbers are masked.',
  reviewer: 'Also decides about flags, exports, and sees callers’ numbers.',
  admin: 'Also imports, connects Ringba, and manages reviewers, viewers, keys and settings.',
  owner: 'Everything: also admins and owners, the name, and erasure.',
};

export const planLabels: Readonly<Record<Plan, string>> = { trial: 'Trial', starter: 'Starter', pro: 'Pro', enterprise: 'Enterprise' };

/** `unsupported_format` reads as "Unsupported format". For codes that the server may add to. */
export function humanize(code: string): string {
  const words = code.replaceAll(/[_-]+/g, ' ').trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\bapi\b/i, 'API');
}

export const newPasswordHint = 'At least 12 characters. A few words that do not belong together are easy to keep and hard to guess.';
