import type { Recording, Segment } from '@/api/types';

const sampleRate = 8000;

/** A recording in which every word is a short tone, pitched by its speaker, so that ears and eyes can follow along. */
export function wavOf(segments: readonly Segment[], recording: Pick<Recording, 'durationSeconds' | 'channels' | 'layout'>): Uint8Array {
  const { channels } = recording;
  const frames = Math.floor(recording.durationSeconds * sampleRate);
  const bytes = new Uint8Array(44 + frames * channels * 2);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, value: string) =>
    [...value].forEach((letter, index) => view.setUint8(offset + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, bytes.length - 44, true);

  for (const segment of segments) {
    const pitch = segment.speaker === 'caller' ? 196 : 147;
    const lanes = recording.layout === 'stereo' ? [segment.channel] : Array.from({ length: channels }, (_, channel) => channel);
    for (const word of segment.words) {
      const first = Math.floor(word.start * sampleRate);
      const last = Math.min(Math.floor(word.end * sampleRate), frames);
      for (let frame = first; frame < last; frame += 1) {
        const swell = Math.sin(((frame - first) / (last - first)) * Math.PI);
        const sample = Math.round(Math.sin((frame / sampleRate) * pitch * 2 * Math.PI) * swell * 9000);
        for (const lane of lanes) {
          view.setInt16(44 + (frame * channels + lane) * 2, sample, true);
        }
      }
    }
  }
  return bytes;
}
