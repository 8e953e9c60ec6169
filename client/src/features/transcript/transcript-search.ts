import type { Segment, Word } from '@/api/types';

/** The last word that has begun; the first before any has; -1 when there are no words. */
export function wordAt(words: readonly Word[], seconds: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.start ?? Infinity) <= seconds) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Math.max(low - 1, words.length === 0 ? -1 : 0);
}

/** The index into `segments` of the latest segment that has begun; -1 before the first. */
export function segmentAt(segments: readonly Segment[], seconds: number): number {
  let found = -1;
  for (const [index, segment] of segments.entries()) {
    if (segment.start > seconds) {
      break;
    }
    found = index;
  }
  return found;
}

export interface Match {
  /** Index into the list of segments. */
  readonly segment: number;
  /** Indexes into the segment's words, both included; null when the segment has no words of its own. */
  readonly words: { readonly from: number; readonly to: number } | null;
}

/** Lower case, without the marks that a person does not type. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/[^\p{L}\p{N}'$%]+/gu, ' ')
    .trim();
}

/** Finds a phrase across the words of each segment; the last word of the phrase may be unfinished. */
export function findMatches(segments: readonly Segment[], query: string): readonly Match[] {
  const wanted = plain(query);
  if (wanted === '') {
    return [];
  }
  return segments.flatMap((segment, index): readonly Match[] =>
    segment.words.length === 0
      ? plain(segment.text).includes(wanted)
        ? [{ segment: index, words: null }]
        : []
      : findInWords(segment.words, wanted).map((words) => ({ segment: index, words })),
  );
}

function findInWords(words: readonly Word[], wanted: string): readonly { from: number; to: number }[] {
  // The words joined as plain text, with the place in it at which each begins.
  const starts: { readonly at: number; readonly word: number }[] = [];
  let text = '';
  for (const [index, word] of words.entries()) {
    const clean = plain(word.text);
    if (clean !== '') {
      text += text === '' ? '' : ' ';
      starts.push({ at: text.length, word: index });
      text += clean;
    }
  }
  const wordAtOffset = (offset: number) => starts.findLast(({ at }) => at <= offset)?.word ?? 0;

  const found: { from: number; to: number }[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    found.push({ from: wordAtOffset(at), to: wordAtOffset(at + wanted.length - 1) });
  }
  return found;
}
