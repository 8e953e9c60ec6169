import { describe, expect, it } from 'vitest';
import { barHeights, lanesOf, placeMarkers } from '@/features/player/waveform-shape';
import { conversation, flag } from '@/testing/factories';

describe('barHeights', () => {
  // Four slices of two channels, interleaved.
  const peaks = [10, 200, 100, 0, 50, 0, 5, 100];

  it('barHeights_WhenInterleaved_ReadsItsOwnChannel', () => {
    expect([...barHeights(peaks, 2, 0, 4)]).toEqual([10, 100, 50, 5].map((peak) => Math.fround(peak / 200)));
    expect([...barHeights(peaks, 2, 1, 4)]).toEqual([1, 0, 0, 0.5]);
  });

  it('barHeights_WhenFewerBarsThanSlices_KeepsThePeaks', () => {
    expect([...barHeights(peaks, 2, 0, 2)]).toEqual([0.5, 0.25]);
  });

  it('barHeights_WhenMoreBarsThanSlices_RepeatsSlices', () => {
    expect([...barHeights([0, 255], 1, 0, 4)]).toEqual([0, 0, 1, 1]);
  });

  it('barHeights_WhenTheRecordingIsSilent_StaysFlat', () => {
    expect(Math.max(...barHeights([1, 2, 1, 2], 1, 0, 4))).toBeLessThan(0.1);
  });

  it('barHeights_WhenThereAreNoPeaks_IsZero', () => expect([...barHeights([], 2, 0, 2)]).toEqual([0, 0]));
});

describe('lanesOf', () => {
  const said = conversation([
    { speaker: 'greeting', text: 'Thank you for calling, all of our agents are busy at the moment, please hold the line.' },
    { speaker: 'agent', text: 'Hello.' },
    { speaker: 'caller', text: 'Hi.' },
  ]);

  it('lanesOf_WhenStereo_NamesEachChannelByWhoSpeaksOnIt', () => {
    expect(lanesOf({ channels: 2, layout: 'stereo' }, said)).toEqual([
      { channel: 0, speaker: 'agent' },
      { channel: 1, speaker: 'caller' },
    ]);
  });

  it('lanesOf_WhenTheChannelsAreCopies_IsOneLane', () => {
    expect(lanesOf({ channels: 2, layout: 'dual_mono' }, said)).toHaveLength(1);
  });

  it('lanesOf_WhenNobodySpeaksOnAChannel_IsUnknown', () => {
    expect(lanesOf({ channels: 2, layout: 'stereo' }, [])).toEqual([
      { channel: 0, speaker: 'unknown' },
      { channel: 1, speaker: 'unknown' },
    ]);
  });
});

describe('placeMarkers', () => {
  it('placeMarkers_WhenAFlagHasNoTime_HasNoMarker', () => expect(placeMarkers([flag()], 60, 0.05)).toEqual([]));

  it('placeMarkers_WhenFlagsAreClose_StacksThem', () => {
    const flags = [flag({ start: 30 }), flag({ start: 10 }), flag({ start: 31 })];
    expect(placeMarkers(flags, 100, 0.05).map(({ position, row }) => [position, row])).toEqual([
      [0.1, 0],
      [0.3, 0],
      [0.31, 1],
    ]);
  });

  it('placeMarkers_WhenTheTimeIsPastTheEnd_StaysInside', () => {
    expect(placeMarkers([flag({ start: 70 })], 60, 0.05)[0]?.position).toBe(1);
  });
});
