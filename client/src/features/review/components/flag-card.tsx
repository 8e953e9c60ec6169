import { Play } from 'lucide-react';
import type { Flag } from '@/api/types';
import { SeverityBadge } from '@/components/calls/badges';
import { cn } from '@/lib/cn';
import { releaseFocus } from '@/lib/release-focus';
import { formatDuration, formatPercent, speakDuration } from '@/lib/format';

interface FlagCardProps {
  readonly flag: Flag;
  readonly selected: boolean;
  /** Null when the recording cannot be played. */
  readonly onJump: ((seconds: number) => void) | null;
}

const edges = { critical: 'before:bg-critical-solid', warning: 'before:bg-warning-solid', info: 'before:bg-info-solid' } as const;

/** One finding of the judge with the words that it rests on. The whole card jumps to its second. */
export function FlagCard({ flag, selected, onJump }: FlagCardProps) {
  const { start, end } = flag;
  const jump = start !== null && onJump !== null ? () => onJump(start) : null;
  return (
    <article
      className={cn(
        'relative overflow-hidden rounded-lg border bg-raised py-2.5 pr-3 pl-4 transition-colors before:absolute before:inset-y-0 before:left-0 before:w-[3px]',
        edges[flag.severity],
        selected ? 'border-accent' : 'border-line',
        jump !== null && 'hover:border-strong has-[button:focus-visible]:border-accent',
      )}
    >
      <div className="flex items-start gap-2">
        <h3 className="min-w-0 flex-1 font-semibold text-pretty">
          {jump === null ? (
            flag.title
          ) : (
            <button
              type="button"
              onClick={(event) => {
                releaseFocus(event);
                jump();
              }}
              aria-label={`${flag.title}, play from ${speakDuration(start ?? 0)}`}
              className="text-left outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              {flag.title}
            </button>
          )}
        </h3>
        {start !== null && (
          <span className={cn('flex items-center gap-1 font-mono text-xs leading-5', jump === null ? 'text-faint' : 'text-accent')}>
            {jump !== null && <Play aria-hidden className="size-2.5 fill-current" />}
            {formatDuration(start)}
          </span>
        )}
      </div>
      <Evidence flag={flag} start={start} end={end} />
      {flag.quote !== null || start !== null ? <p className="mt-1.5 text-pretty text-muted">{flag.explanation}</p> : null}
      <div className="mt-2 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs text-faint">
        <SeverityBadge severity={flag.severity} />
        <span title="How sure the judge is">{formatPercent(flag.confidence)} sure</span>
        <span className="font-mono text-2xs">
          {flag.slug} v{flag.ruleVersion}
        </span>
      </div>
    </article>
  );
}

interface EvidenceProps {
  readonly flag: Flag;
  readonly start: number | null;
  readonly end: number | null;
}

function Evidence({ flag, start, end }: EvidenceProps) {
  if (flag.quote !== null) {
    return <blockquote className="mt-1.5 border-l-2 border-strong pl-2.5 text-base text-pretty text-ink">“{flag.quote}”</blockquote>;
  }
  if (start !== null) {
    return (
      <p className="mt-1.5">
        <span className="font-medium">Nothing said</span> from {formatDuration(start)}
        {end !== null && ` to ${formatDuration(end)}`}
      </p>
    );
  }
  return (
    <p className="mt-1.5 text-pretty">
      <span className="font-medium">Nothing said:</span> <span className="text-muted">{flag.explanation}</span>
    </p>
  );
}
