import { memo, useCallback, useMemo, useSyncExternalStore, type MouseEvent } from 'react';
import type { Flag, Segment, Severity, Speaker } from '@/api/types';
import { SeverityIcon } from '@/components/calls/badges';
import type { Playback } from '@/features/transcript/components/transcript-panel';
import { wordAt } from '@/features/transcript/transcript-search';
import { cn } from '@/lib/cn';
import { formatDuration } from '@/lib/format';
import { releaseFocus } from '@/lib/release-focus';
import { severities, speakerLabels } from '@/lib/labels';

export interface WordRange {
  readonly from: number;
  readonly to: number;
}

interface SegmentRowProps {
  readonly segment: Segment;
  readonly position: number;
  readonly previousSpeaker: Speaker | null;
  readonly flags: readonly Flag[] | undefined;
  readonly matches: readonly WordRange[] | undefined;
  readonly currentMatch: WordRange | null;
  readonly playback: Playback | null;
}

const nameStyle: Readonly<Record<Speaker, string>> = {
  agent: 'text-agent',
  caller: 'text-caller',
  greeting: 'text-muted',
  unknown: 'text-muted',
};
const initialStyle: Readonly<Record<Speaker, string>> = {
  agent: 'bg-agent-soft text-agent',
  caller: 'bg-caller-soft text-caller',
  greeting: 'bg-hover text-muted',
  unknown: 'bg-hover text-muted',
};
const underline: Readonly<Record<Severity, string>> = {
  critical: 'underline decoration-critical-solid decoration-2 underline-offset-4',
  warning: 'underline decoration-warning-solid decoration-2 underline-offset-4',
  info: 'underline decoration-info-solid decoration-2 underline-offset-4',
};

const inactive = -1;
const noSubscription = () => () => undefined;

const within = (range: WordRange, index: number) => index >= range.from && index <= range.to;

/** The engine's own doubt: words below this are set apart, so that nobody rests a decision on a mishearing. */
const doubtful = 0.5;

export const SegmentRow = memo(function SegmentRow(props: SegmentRowProps) {
  const { segment, position, previousSpeaker, flags, matches, currentMatch, playback } = props;
  const { words, speaker, start, end } = segment;

  const activeWord = useSyncExternalStore(
    playback?.subscribeTime ?? noSubscription,
    useCallback(() => {
      const time = playback?.time ?? -1;
      return time >= start && time < end ? Math.max(wordAt(words, time), 0) : inactive;
    }, [playback, words, start, end]),
  );

  const marks = useMemo(() => words.map((word) => worst(flags?.filter((flag) => covers(flag, word.start, word.end)))), [words, flags]);

  const seekToWord = (event: MouseEvent<HTMLElement>) => {
    const index = event.target instanceof HTMLElement ? event.target.dataset['word'] : undefined;
    const word = index === undefined ? undefined : words[Number(index)];
    // Letting go of a selection is no click on a word.
    if (word !== undefined && window.getSelection()?.isCollapsed !== false) {
      playback?.seek(word.start);
    }
  };

  return (
    <li
      data-segment={position}
      aria-current={activeWord === inactive ? undefined : 'true'}
      className={cn(
        'row-offscreen relative grid grid-cols-[3.25rem_minmax(0,1fr)] gap-x-2 px-4 py-1 transition-colors lg:grid-cols-[3.5rem_5.5rem_minmax(0,1fr)_1.25rem] lg:px-6',
        previousSpeaker !== speaker && position > 0 && 'mt-1.5',
        activeWord !== inactive && 'bg-hover',
      )}
    >
      <button
        type="button"
        disabled={playback === null}
        aria-label={`${formatDuration(start)}, play from here`}
        onClick={(event) => {
          releaseFocus(event);
          playback?.playFrom(start);
        }}
        className="h-6 rounded-sm text-right text-xs text-faint hover:text-accent disabled:hover:text-faint"
      >
        {formatDuration(start)}
      </button>
      <p className={cn('flex h-6 items-center gap-1.5 text-xs font-semibold', nameStyle[speaker])}>
        <span aria-hidden className={cn('grid size-4.5 place-items-center rounded-sm text-2xs', initialStyle[speaker])}>
          {speakerLabels[speaker].charAt(0)}
        </span>
        {speakerLabels[speaker]}
        {flags !== undefined && (
          <span className="lg:hidden">
            <FlagMark flags={flags} />
          </span>
        )}
      </p>
      {/* Words take clicks from a mouse or finger; from the keyboard the time beside them does the same for the segment. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <p onClick={seekToWord} className="col-start-2 text-base leading-6 text-pretty lg:col-start-3">
        {words.length === 0
          ? segment.text
          : words.map((word, index) => {
              const severity = marks[index] ?? null;
              const spoken = index === activeWord;
              const joins = severity !== null && severity === marks[index + 1];
              return (
                <span key={index}>
                  <span
                    data-word={index}
                    data-current={spoken || undefined}
                    title={word.confidence < doubtful ? 'The engine is not sure of this word' : undefined}
                    className={cn(
                      'rounded-[3px]',
                      playback !== null && 'cursor-pointer hover:bg-selected',
                      word.confidence < doubtful && 'text-faint italic',
                      severity !== null && underline[severity],
                      matches?.some((range) => within(range, index)) === true && 'bg-accent-soft outline outline-accent',
                      currentMatch !== null && within(currentMatch, index) && 'bg-accent text-on-accent outline-2 hover:bg-accent',
                      spoken && 'bg-word text-word-ink hover:bg-word',
                    )}
                  >
                    {word.text}
                  </span>
                  {index < words.length - 1 && <span className={joins ? underline[severity] : undefined}> </span>}
                </span>
              );
            })}
      </p>
      {flags !== undefined && (
        <span className="hidden h-6 items-center lg:flex">
          <FlagMark flags={flags} />
        </span>
      )}
    </li>
  );
});

function FlagMark({ flags }: { readonly flags: readonly Flag[] }) {
  const severity = worst(flags) ?? 'info';
  return (
    <span title={flags.map((flag) => flag.title).join(', ')} className="inline-flex">
      <SeverityIcon severity={severity} />
      <span className="sr-only">: {flags.map((flag) => flag.title).join(', ')}</span>
    </span>
  );
}

function worst(flags: readonly Flag[] | undefined): Severity | null {
  return severities.find((severity) => flags?.some((flag) => flag.severity === severity) === true) ?? null;
}

/** Half of the word must lie in the evidence; its neighbours only touch it. */
function covers(flag: Flag, start: number, end: number): boolean {
  if (flag.start === null || flag.end === null || flag.quote === null) {
    return false;
  }
  return Math.min(flag.end, end) - Math.max(flag.start, start) > (end - start) / 2;
}
