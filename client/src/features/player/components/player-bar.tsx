import { CircleAlert, LoaderCircle, Pause, Play, RotateCcw, RotateCw } from 'lucide-react';
import type { Flag, Recording, Segment } from '@/api/types';
import { Button } from '@/components/ui/button';
import { FilterSelect } from '@/components/ui/filter-select';
import { Waveform } from '@/features/player/components/waveform';
import { rates, type Player } from '@/features/player/player';
import { usePlayerState, usePlayerTime } from '@/features/player/use-player';
import { lanesOf } from '@/features/player/waveform-shape';
import { formatDuration } from '@/lib/format';
import { releaseFocus } from '@/lib/release-focus';
import { useShortcuts } from '@/lib/shortcuts';
import { useMemo } from 'react';

interface PlayerBarProps {
  readonly player: Player;
  readonly recording: Recording;
  readonly segments: readonly Segment[];
  readonly flags: readonly Flag[];
  readonly selectedFlagId: string | null;
  readonly onFlag: (flag: Flag, start: number) => void;
}

const step = 5;
const speeds = rates.map((rate) => ({ value: rate.toString(), label: `${rate}×` }));

export function PlayerBar({ player, recording, segments, flags, selectedFlagId, onFlag }: PlayerBarProps) {
  const state = usePlayerState(player);
  const second = usePlayerTime(player, Math.floor);
  const lanes = useMemo(() => lanesOf(recording, segments), [recording, segments]);

  const faster = (direction: 1 | -1) => {
    const next = rates[rates.findIndex((rate) => rate === state.rate) + direction];
    if (next !== undefined) {
      player.setRate(next);
    }
  };

  useShortcuts('Player', [
    { key: ' ', label: 'Play or pause', run: () => player.toggle() },
    { key: 'ArrowLeft', label: `Back ${step} seconds`, run: () => player.skip(-step) },
    { key: 'ArrowRight', label: `Forward ${step} seconds`, run: () => player.skip(step) },
    { key: ',', label: 'Slower', run: () => faster(-1) },
    { key: '.', label: 'Faster', run: () => faster(1) },
  ]);

  return (
    <section
      ref={(section) => {
        section?.append(player.element);
      }}
      aria-label="Player"
      className="flex flex-col gap-2 border-b border-line bg-canvas px-4 pt-2 pb-2.5 lg:px-6"
    >
      <Waveform player={player} recording={recording} lanes={lanes} flags={flags} selectedFlagId={selectedFlagId} onFlag={onFlag} />
      <div className="flex items-center gap-1">
        <Button
          tone="ghost"
          size="icon"
          aria-label={`Back ${step} seconds`}
          title={`Back ${step} seconds`}
          onClick={(event) => {
            releaseFocus(event);
            player.skip(-step);
          }}
        >
          <RotateCcw aria-hidden className="size-4" />
        </Button>
        <Button
          tone="primary"
          size="icon"
          className="size-8 rounded-full coarse:size-10"
          aria-label={state.playing ? 'Pause' : 'Play'}
          onClick={(event) => {
            releaseFocus(event);
            player.toggle();
          }}
        >
          {state.playing ? (
            <Pause aria-hidden className="size-4 fill-current" />
          ) : (
            <Play aria-hidden className="ml-0.5 size-4 fill-current" />
          )}
        </Button>
        <Button
          tone="ghost"
          size="icon"
          aria-label={`Forward ${step} seconds`}
          title={`Forward ${step} seconds`}
          onClick={(event) => {
            releaseFocus(event);
            player.skip(step);
          }}
        >
          <RotateCw aria-hidden className="size-4" />
        </Button>
        <p className="ml-2 font-mono text-xs text-muted" data-testid="clock">
          <span className="text-ink">{formatDuration(second)}</span> / {formatDuration(recording.durationSeconds)}
        </p>
        <div role="status" className="ml-2 flex min-w-0 flex-1 items-center gap-1.5 text-xs">
          {state.phase === 'loading' && (
            <>
              <LoaderCircle aria-hidden className="size-3.5 animate-spin text-faint" />
              <span className="truncate text-faint">Loading recording</span>
            </>
          )}
          {state.error !== null && (
            <>
              <CircleAlert aria-hidden className="size-3.5 shrink-0 text-critical" />
              <span className="text-critical">{state.error}</span>
              {state.phase === 'failed' && (
                <Button size="sm" tone="ghost" onClick={() => void player.open()}>
                  Try again
                </Button>
              )}
            </>
          )}
        </div>
        <FilterSelect
          label="Speed"
          any={null}
          value={state.rate.toString()}
          options={speeds}
          onChange={(rate) => player.setRate(Number(rate ?? 1))}
        />
      </div>
    </section>
  );
}
