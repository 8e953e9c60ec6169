import { useEffect, useEffectEvent, useMemo, useRef, useState, type PointerEvent } from 'react';
import type { Flag, Recording, Severity, Speaker } from '@/api/types';
import { barHeights, placeMarkers, type WaveLane } from '@/features/player/waveform-shape';
import { usePlayerTime } from '@/features/player/use-player';
import type { Player } from '@/features/player/player';
import { cn } from '@/lib/cn';
import { formatDuration, speakDuration } from '@/lib/format';
import { severityLabels, speakerLabels } from '@/lib/labels';
import { releaseFocus } from '@/lib/release-focus';
import { subscribeTheme } from '@/lib/theme';

interface WaveformProps {
  readonly player: Player;
  readonly recording: Recording;
  readonly lanes: readonly WaveLane[];
  readonly flags: readonly Flag[];
  readonly selectedFlagId: string | null;
  readonly onFlag: (flag: Flag, start: number) => void;
}

const barWidth = 2;
const barPitch = 3;
const laneHeight = { one: 64, many: 44 } as const;
const markerSize = 24;

const speakerColour: Readonly<Record<Speaker, string>> = {
  agent: '--agent',
  caller: '--caller',
  greeting: '--accent',
  unknown: '--accent',
};
const severityColour: Readonly<Record<Severity, string>> = {
  critical: '--critical-solid',
  warning: '--warning-solid',
  info: '--info-solid',
};
const laneText: Readonly<Record<Speaker, string>> = {
  agent: 'text-agent',
  caller: 'text-caller',
  greeting: 'text-muted',
  unknown: 'text-muted',
};
const markerStyle: Readonly<Record<Severity, string>> = {
  critical: 'bg-critical-solid',
  warning: 'bg-warning-solid',
  info: 'bg-info-solid',
};
/** A shape for each severity, as on the cards. */
const markerShape: Readonly<Record<Severity, string>> = {
  critical: 'rounded-[3px]',
  warning: 'rotate-45 rounded-[2px]',
  info: 'rounded-full',
};

export function Waveform({ player, recording, lanes, flags, selectedFlagId, onFlag }: WaveformProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [hover, setHover] = useState<number | null>(null);
  const dragging = useRef(false);
  const second = usePlayerTime(player, Math.floor);

  const duration = recording.durationSeconds;
  const lane = lanes.length > 1 ? laneHeight.many : laneHeight.one;
  const height = lane * lanes.length;
  const bars = Math.max(1, Math.floor(width / barPitch));
  const shapes = useMemo(
    () => lanes.map(({ channel }) => barHeights(recording.peaks, recording.channels, channel, bars)),
    [lanes, recording.peaks, recording.channels, bars],
  );
  const markers = useMemo(() => placeMarkers(flags, duration, width > 0 ? markerSize / width : 0), [flags, duration, width]);
  const markerRows = markers.reduce((rows, marker) => Math.max(rows, marker.row + 1), 0);

  const draw = useEffectEvent(() => {
    const context = canvas.current?.getContext('2d') ?? null;
    if (canvas.current === null || context === null || width === 0) {
      return;
    }
    const scale = window.devicePixelRatio;
    if (canvas.current.width !== Math.round(width * scale) || canvas.current.height !== Math.round(height * scale)) {
      canvas.current.width = Math.round(width * scale);
      canvas.current.height = Math.round(height * scale);
    }
    const colours = getComputedStyle(document.documentElement);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);

    for (const flag of flags) {
      if (flag.start !== null) {
        const left = (flag.start / duration) * width;
        const right = ((flag.end ?? flag.start) / duration) * width;
        context.globalAlpha = flag.id === selectedFlagId ? 0.26 : 0.14;
        context.fillStyle = colours.getPropertyValue(severityColour[flag.severity]);
        context.fillRect(left, 0, Math.max(2, right - left), height);
      }
    }
    context.globalAlpha = 1;

    const played = (player.time / duration) * width;
    shapes.forEach((shape, index) => {
      const middle = lane * index + lane / 2;
      const rest = colours.getPropertyValue('--wave');
      const voice = colours.getPropertyValue(speakerColour[lanes[index]?.speaker ?? 'unknown']);
      for (let bar = 0; bar < shape.length; bar += 1) {
        const left = bar * barPitch;
        const size = Math.max(1.5, (shape[bar] ?? 0) * (lane - 8));
        context.fillStyle = left + barWidth <= played ? voice : rest;
        context.fillRect(left, middle - size / 2, barWidth, size);
      }
    });

    context.fillStyle = colours.getPropertyValue('--ink');
    context.fillRect(Math.min(played, width - 1.5), 0, 1.5, height);
  });

  useEffect(() => {
    if (frame.current === null) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const stops = [player.subscribeTime(() => draw()), subscribeTheme(() => draw())];
    return () => stops.forEach((stop) => stop());
  }, [player]);

  useEffect(() => draw(), [shapes, flags, selectedFlagId, width, height]);

  const secondsAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * duration;
  };

  return (
    <div className="flex gap-3">
      {lanes.length > 1 && (
        <div className="flex w-16 shrink-0 flex-col self-end whitespace-nowrap" aria-hidden>
          {lanes.map(({ channel, speaker }) => (
            <span key={channel} className={cn('flex h-11 items-center text-xs font-medium', laneText[speaker])}>
              {speaker === 'unknown' ? `Channel ${channel + 1}` : speakerLabels[speaker]}
            </span>
          ))}
        </div>
      )}
      <div ref={frame} className="relative min-w-0 flex-1">
        {markers.length > 0 && (
          <ul aria-label="Flags in the recording" className="relative" style={{ height: markerRows * markerSize }}>
            {markers.map(({ flag, start, position, row }) => (
              <li
                key={flag.id}
                className="absolute size-6"
                style={{ left: `clamp(-4px, calc(${position * 100}% - 12px), calc(100% - 20px))`, bottom: row * markerSize }}
              >
                <button
                  type="button"
                  title={`${flag.title}, ${formatDuration(start)}`}
                  aria-label={`${severityLabels[flag.severity]}: ${flag.title}, at ${speakDuration(start)}`}
                  onClick={(event) => {
                    releaseFocus(event);
                    onFlag(flag, start);
                  }}
                  className="group grid size-6 place-items-center rounded-md"
                >
                  <span
                    className={cn(
                      'size-2.5 transition-transform group-hover:scale-125',
                      markerStyle[flag.severity],
                      markerShape[flag.severity],
                      flag.id === selectedFlagId && 'outline-2 outline-offset-2 outline-ink',
                    )}
                  />
                </button>
              </li>
            ))}
          </ul>
        )}
        <div
          role="slider"
          tabIndex={0}
          aria-label="Position in the recording"
          aria-valuemin={0}
          aria-valuemax={Math.floor(duration)}
          aria-valuenow={Math.min(second, Math.floor(duration))}
          aria-valuetext={`${speakDuration(second)} of ${speakDuration(duration)}`}
          className="relative cursor-pointer touch-pan-y rounded-sm"
          style={{ height }}
          onPointerDown={(event) => {
            if (event.button === 0) {
              dragging.current = true;
              event.currentTarget.setPointerCapture(event.pointerId);
              player.seek(secondsAt(event));
            }
          }}
          onPointerMove={(event) => {
            const seconds = secondsAt(event);
            setHover(event.pointerType === 'mouse' ? seconds : null);
            if (dragging.current) {
              player.seek(seconds);
            }
          }}
          onPointerUp={() => {
            dragging.current = false;
          }}
          onPointerCancel={() => {
            dragging.current = false;
          }}
          onPointerLeave={() => setHover(null)}
          onKeyDown={(event) => {
            // The arrows belong to the whole page; a slider has these two besides.
            if (event.key === 'Home' || event.key === 'End') {
              event.preventDefault();
              player.seek(event.key === 'Home' ? 0 : duration);
            }
          }}
        >
          <canvas ref={canvas} className="absolute inset-0 size-full" />
          {hover !== null && (
            <div className="pointer-events-none absolute inset-y-0 w-px bg-faint" style={{ left: `${(hover / duration) * 100}%` }}>
              <span className="absolute top-0 left-1 rounded-sm bg-raised px-1 font-mono text-2xs text-muted">{formatDuration(hover)}</span>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
