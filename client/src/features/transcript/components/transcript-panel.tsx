import { ChevronDown, ChevronUp, Crosshair } from 'lucide-react';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Flag, Transcript } from '@/api/types';
import { Button } from '@/components/ui/button';
import { SearchInput } from '@/components/ui/field';
import { SegmentRow, type WordRange } from '@/features/transcript/components/segment-row';
import { findMatches, segmentAt } from '@/features/transcript/transcript-search';
import { groupBy } from '@/lib/group-by';
import { useShortcuts } from '@/lib/shortcuts';

/** What the transcript needs of a player. */
export interface Playback {
  readonly time: number;
  readonly subscribeTime: (listener: () => void) => () => void;
  readonly seek: (seconds: number) => void;
  readonly playFrom: (seconds: number) => void;
}

interface TranscriptPanelProps {
  readonly transcript: Transcript;
  readonly flags: readonly Flag[];
  /** Null when the recording cannot be played: the words can still be read. */
  readonly playback: Playback | null;
  /** Changes when something outside jumps, which means that the reader wants to be taken along. */
  readonly jump: number;
}

const followKeys = new Set(['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown']);

export function TranscriptPanel({ transcript, flags, playback, jump }: TranscriptPanelProps) {
  const { segments } = transcript;
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [matchIndex, setMatchIndex] = useState(0);
  const [following, setFollowing] = useState(true);

  const matches = useMemo(() => findMatches(segments, query), [segments, query]);
  const current = matches[Math.min(matchIndex, matches.length - 1)] ?? null;
  const matchesBySegment = useMemo(() => groupBy(matches, (match) => match.segment), [matches]);
  const flagsBySegment = useMemo(() => groupBy(flags, (flag) => flag.segmentIndex), [flags]);

  const show = useCallback((index: number) => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-segment="${index}"]`);
    if (row != null && scroller.current !== null) {
      const smooth = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      const top = row.offsetTop - scroller.current.clientHeight / 2 + row.offsetHeight / 2;
      scroller.current.scrollTo({ top: Math.max(0, top), behavior: smooth ? 'smooth' : 'instant' });
    }
  }, []);

  const shown = useRef(-1);
  const takeAlong = (always: boolean) => {
    const index = playback === null ? -1 : segmentAt(segments, playback.time + 0.01);
    if (index !== -1 && (always || index !== shown.current)) {
      shown.current = index;
      show(index);
    }
  };
  const follow = useEffectEvent((always: boolean) => {
    if (following || always) {
      takeAlong(always);
    }
  });

  useEffect(() => playback?.subscribeTime(() => follow(false)), [playback]);

  const lastJump = useRef(jump);
  useEffect(() => {
    if (lastJump.current !== jump) {
      lastJump.current = jump;
      setFollowing(true);
      follow(true);
    }
  }, [jump]);

  const shownMatch = current?.segment ?? null;
  useEffect(() => {
    if (shownMatch !== null) {
      show(shownMatch);
    }
  }, [shownMatch, matchIndex, show]);

  // Only a hand on the wheel, the screen or a key means that somebody reads elsewhere; our own scrolling does not.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    const yieldToReader = () => setFollowing(false);
    const onKey = (event: KeyboardEvent) => {
      if (followKeys.has(event.key)) {
        yieldToReader();
      }
    };
    const onPointer = (event: PointerEvent) => {
      // Beyond the content's width lies the scroll bar.
      if (event.offsetX > element.clientWidth) {
        yieldToReader();
      }
    };
    element.addEventListener('wheel', yieldToReader, { passive: true });
    element.addEventListener('touchmove', yieldToReader, { passive: true });
    element.addEventListener('keydown', onKey);
    element.addEventListener('pointerdown', onPointer);
    return () => {
      element.removeEventListener('wheel', yieldToReader);
      element.removeEventListener('touchmove', yieldToReader);
      element.removeEventListener('keydown', onKey);
      element.removeEventListener('pointerdown', onPointer);
    };
  }, []);

  const step = (direction: 1 | -1) => {
    if (matches.length > 0) {
      setFollowing(false);
      setMatchIndex((index) => (Math.min(index, matches.length - 1) + direction + matches.length) % matches.length);
    }
  };

  useShortcuts('Transcript', [{ key: '/', label: 'Search in the transcript', run: () => search.current?.focus() }]);

  return (
    <section aria-label="Transcript" className="relative flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-1.5 border-b border-line px-4 py-2 lg:px-6">
        <SearchInput
          ref={search}
          label="Search in the transcript"
          value={query}
          className="max-w-72 flex-1"
          onChange={(value) => {
            setQuery(value);
            setMatchIndex(0);
            setFollowing(value === '');
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              step(event.shiftKey ? -1 : 1);
            } else if (event.key === 'Escape') {
              setQuery('');
              event.currentTarget.blur();
            }
          }}
        />
        {query !== '' && (
          <>
            <p role="status" className="text-xs whitespace-nowrap text-muted">
              {matches.length === 0 ? 'No match' : `${Math.min(matchIndex, matches.length - 1) + 1} of ${matches.length}`}
            </p>
            <Button tone="ghost" size="icon" aria-label="Previous match" disabled={matches.length === 0} onClick={() => step(-1)}>
              <ChevronUp aria-hidden className="size-4" />
            </Button>
            <Button tone="ghost" size="icon" aria-label="Next match" disabled={matches.length === 0} onClick={() => step(1)}>
              <ChevronDown aria-hidden className="size-4" />
            </Button>
          </>
        )}
      </div>
      <div
        ref={scroller}
        role="region"
        aria-label="What was said"
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-y-auto py-2 focus-visible:-outline-offset-2"
      >
        <ol>
          {segments.map((segment, index) => (
            <SegmentRow
              key={segment.index}
              position={index}
              segment={segment}
              previousSpeaker={segments[index - 1]?.speaker ?? null}
              flags={flagsBySegment.get(segment.index)}
              matches={rangesOf(matchesBySegment.get(index))}
              currentMatch={current?.segment === index ? (current.words ?? whole) : null}
              playback={playback}
            />
          ))}
        </ol>
      </div>
      {playback !== null && !following && (
        <div className="pointer-events-none absolute inset-x-0 bottom-4 flex justify-center">
          <Button
            size="sm"
            className="pointer-events-auto shadow-overlay"
            onClick={() => {
              setFollowing(true);
              takeAlong(true);
            }}
          >
            <Crosshair aria-hidden className="size-3.5" />
            Follow playback
          </Button>
        </div>
      )}
    </section>
  );
}

const whole: WordRange = { from: 0, to: Number.MAX_SAFE_INTEGER };

function rangesOf(matches: readonly { readonly words: WordRange | null }[] | undefined): readonly WordRange[] | undefined {
  return matches?.map((match) => match.words ?? whole);
}
