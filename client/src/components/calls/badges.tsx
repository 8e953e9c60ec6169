import {
  AlertOctagon,
  AlertTriangle,
  Ban,
  CircleCheck,
  CircleDashed,
  Flag as FlagIcon,
  Info,
  LoaderCircle,
  Repeat2,
  TriangleAlert,
} from 'lucide-react';
import type { CallStatus, CallSummary, ReviewState, Severity } from '@/api/types';
import { cn } from '@/lib/cn';
import { formatAge } from '@/lib/format';
import { severityLabels, statusLabels } from '@/lib/labels';

const severityIcons = { critical: AlertOctagon, warning: AlertTriangle, info: Info } as const;
const severityText: Readonly<Record<Severity, string>> = { critical: 'text-critical', warning: 'text-warning', info: 'text-info' };
const severityPill: Readonly<Record<Severity, string>> = {
  critical: 'border-critical-line bg-critical-soft text-critical',
  warning: 'border-warning-line bg-warning-soft text-warning',
  info: 'border-info-line bg-info-soft text-info',
};

/** A shape of its own for each severity, so that colour is never the only sign. */
export function SeverityIcon({ severity, className }: { readonly severity: Severity; readonly className?: string }) {
  const Icon = severityIcons[severity];
  return (
    <span className={cn('inline-flex shrink-0', severityText[severity], className)}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{severityLabels[severity]}</span>
    </span>
  );
}

const pill = 'inline-flex h-5 align-middle shrink-0 items-center gap-1 rounded-full border px-2 text-xs font-medium whitespace-nowrap';

export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  const Icon = severityIcons[severity];
  return (
    <span className={cn(pill, severityPill[severity])}>
      <Icon aria-hidden className="size-3" />
      {severityLabels[severity]}
    </span>
  );
}

const statusLook: Readonly<Record<CallStatus, { readonly icon: typeof Info; readonly style: string }>> = {
  pending: { icon: CircleDashed, style: 'border-line bg-subtle text-muted' },
  downloaded: { icon: CircleDashed, style: 'border-line bg-subtle text-muted' },
  processing: { icon: LoaderCircle, style: 'border-line bg-subtle text-muted' },
  transcribed: { icon: CircleDashed, style: 'border-line bg-subtle text-muted' },
  judging: { icon: LoaderCircle, style: 'border-line bg-subtle text-muted' },
  safe: { icon: CircleCheck, style: 'border-safe-line bg-safe-soft text-safe' },
  flagged: { icon: FlagIcon, style: 'border-critical-line bg-critical-soft text-critical' },
  skipped: { icon: Ban, style: 'border-line bg-subtle text-muted' },
  failed: { icon: TriangleAlert, style: 'border-warning-line bg-warning-soft text-warning' },
};

export function StatusBadge({ status, reviewState = 'none' }: { readonly status: CallStatus; readonly reviewState?: ReviewState }) {
  const { icon: Icon, style } = statusLook[status];
  const label = reviewState === 'confirmed' ? 'Confirmed' : reviewState === 'safe' ? 'Marked safe' : statusLabels[status];
  return (
    <span className={cn(pill, style)}>
      <Icon aria-hidden className={cn('size-3', (status === 'processing' || status === 'judging') && 'animate-spin')} />
      {label}
    </span>
  );
}

/** Says that the caller had called before, and how long before. */
export function RepeatMark({ call }: { readonly call: CallSummary }) {
  const text = repeatText(call);
  return text === null ? null : (
    <span className="inline-flex shrink-0 text-warning" title={text}>
      <Repeat2 aria-hidden className="size-3.5" />
      <span className="sr-only">{text}</span>
    </span>
  );
}

/** "Called before, 3 min earlier"; null for a first call. */
export function repeatText(call: CallSummary): string | null {
  if (call.previousCallAt === null) {
    return null;
  }
  const since = (earlier: string) => formatAge((Date.parse(call.startedAt) - Date.parse(earlier)) / 1000);
  return call.previousOnCampaignAt === null
    ? `Called before, ${since(call.previousCallAt)} earlier`
    : `Called this campaign before, ${since(call.previousOnCampaignAt)} earlier`;
}

/** 100 is a call with nothing to object to. */
export function Score({ value, outOf = false }: { readonly value: number | null; readonly outOf?: boolean }) {
  if (value === null) {
    return null;
  }
  const rounded = Math.round(value);
  const colour = rounded >= 85 ? 'text-safe' : rounded >= 60 ? 'text-warning' : 'text-critical';
  return (
    <span className="whitespace-nowrap" title="Compliance score, 0 to 100">
      <span className="sr-only">Score </span>
      <span className={cn('font-semibold', colour)}>{rounded}</span>
      {outOf && <span className="text-faint">/100</span>}
    </span>
  );
}
