import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '@/lib/search';

describe('search parameters', () => {
  it('stringifySearch_WhenReadBack_IsTheSame', () => {
    const search = { status: 'failed', search: '555 & "x"', from: '2026-03-04' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it('stringifySearch_WhenTextLooksLikeANumber_StaysAsTyped', () => {
    expect(stringifySearch({ search: '555', status: undefined, rule: '' })).toBe('?search=555');
  });
});
