import type { Flag, Recording, Segment, Speaker } from '@/api/types';

export interface WaveLane {
  readonly channel: number;
  readonly speaker: Speaker;
}

/** Two lanes only where the channels truly differ; the copies in a dual-mono file would show everything twice. */
export function lanesOf(recording: Pick<Recording, 'channels' | 'layout'>, segments: readonly Segment[]): readonly WaveLane[] {
  const count = recording.layout === 'stereo' ? recording.channels : 1;
  return Array.from({ length: count }, (_, channel) => ({
    channel,
    speaker: count === 1 ? 'unknown' : mainSpeaker(segments.filter((segment) => segment.channel === channel)),
  }));
}

function mainSpeaker(segments: readonly Segment[]): Speaker {
  const seconds = new Map<Speaker, number>();
  for (const segment of segments) {
    // A greeting plays on somebody's channel; the channel is theirs as soon as they speak at all.
    const weight = segment.speaker === 'agent' || segment.speaker === 'caller' ? 1000 : 1;
    seconds.set(segment.speaker, (seconds.get(segment.speaker) ?? 0) + (segment.end - segment.start) * weight);
  }
  return [...seconds].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'unknown';
}

/** Peaks below this are noise on the line; stretching them to full height would show speech where there is none. */
const quietestFull = 24;

/**
 * The heights of the bars of one channel, 0 to 1, relative to the loudest of all channels.
 * @param peaks 0 to 255, interleaved by channel.
 */
export function barHeights(peaks: readonly number[], channels: number, channel: number, bars: number): Float32Array {
  const slices = Math.floor(peaks.length / channels);
  const heights = new Float32Array(bars);
  if (slices === 0) {
    return heights;
  }
  const loudest = peaks.reduce((max, peak) => Math.max(max, peak), quietestFull);
  for (let bar = 0; bar < bars; bar += 1) {
    const from = Math.floor((bar * slices) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * slices) / bars));
    let peak = 0;
    for (let slice = from; slice < to; slice += 1) {
      peak = Math.max(peak, peaks[slice * channels + channel] ?? 0);
    }
    heights[bar] = peak / loudest;
  }
  return heights;
}

export interface Marker {
  readonly flag: Flag;
  readonly start: number;
  /** 0 to 1 along the waveform. */
  readonly position: number;
  /** Markers too close to sit side by side are stacked. */
  readonly row: number;
}

/** @param minimumGap The width of a marker as a fraction of the waveform's. */
export function placeMarkers(flags: readonly Flag[], duration: number, minimumGap: number): readonly Marker[] {
  const timed = flags.flatMap((flag) => (flag.start === null ? [] : [{ flag, start: flag.start }])).sort((a, b) => a.start - b.start);
  const rowEnds: number[] = [];
  return timed.map(({ flag, start }) => {
    const position = duration > 0 ? Math.min(Math.max(start / duration, 0), 1) : 0;
    const free = rowEnds.findIndex((end) => position >= end);
    const row = free === -1 ? rowEnds.length : free;
    rowEnds[row] = position + minimumGap;
    return { flag, start, position, row };
  });
}
