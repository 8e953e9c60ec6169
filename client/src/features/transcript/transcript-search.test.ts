import { describe, expect, it } from 'vitest';
import { findMatches, segmentAt, wordAt } from '@/features/transcript/transcript-search';
import { conversation } from '@/testing/factories';

const said = conversation([
  { speaker: 'agent', text: 'You’re guaranteed approval, guaranteed.' },
  { speaker: 'caller', text: 'Is the café plan $6,400 free?' },
]);

describe('wordAt', () => {
  const words = said[0]?.words ?? [];

  it('wordAt_WhenBetweenWords_IsTheOneBefore', () => {
    const second = words[1];
    expect(wordAt(words, second?.start ?? 0)).toBe(1);
    expect(wordAt(words, (second?.end ?? 0) + 0.01)).toBe(1);
  });

  it('wordAt_WhenOutside_IsTheNearest', () => {
    expect(wordAt(words, 0)).toBe(0);
    expect(wordAt(words, 1000)).toBe(words.length - 1);
    expect(wordAt([], 3)).toBe(-1);
  });
});

describe('segmentAt', () => {
  it('segmentAt_WhenNothingHasBegun_IsNone', () => expect(segmentAt(said, 0)).toBe(-1));
  it('segmentAt_WhenPastTheEnd_IsTheLast', () => expect(segmentAt(said, 1000)).toBe(1));
});

describe('findMatches', () => {
  it('findMatches_WhenThePhraseSpansWords_FindsThemAll', () => {
    expect(findMatches(said, 'guaranteed approval')).toEqual([{ segment: 0, words: { from: 1, to: 2 } }]);
  });

  it('findMatches_WhenItOccursTwice_FindsBoth', () => expect(findMatches(said, 'guaranteed')).toHaveLength(2));

  it('findMatches_WhenTypedWithoutMarks_FindsMarkedWords', () => {
    expect(findMatches(said, "you're")).toHaveLength(1);
    expect(findMatches(said, 'CAFE plan')).toEqual([{ segment: 1, words: { from: 2, to: 3 } }]);
  });

  it('findMatches_WhenTheLastWordIsUnfinished_StillFinds', () => {
    expect(findMatches(said, 'guaranteed appr')).toEqual([{ segment: 0, words: { from: 1, to: 2 } }]);
  });

  it('findMatches_WhenTheSegmentHasNoWordTimes_FindsTheSegment', () => {
    expect(
      findMatches(
        said.slice(1).map((segment) => ({ ...segment, words: [] })),
        'plan',
      ),
    ).toEqual([{ segment: 0, words: null }]);
  });

  it('findMatches_WhenTheQueryIsOnlyMarks_FindsNothing', () => expect(findMatches(said, ' ?! ')).toEqual([]));
});
