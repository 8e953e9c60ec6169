import { describe, expect, it } from 'vitest';
import { parseCallFilters } from '@/features/calls/api/list-calls';
import { parseInboxFilters } from '@/features/flags/api/list-flags';
import { parseSearch, stringifySearch } from '@/lib/search';

describe('search parameters', () => {
  it('stringifySearch_WhenReadBack_IsTheSame', () => {
    const search = { status: 'failed', search: '555 & "x"', from: '2026-03-04' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it('stringifySearch_WhenTextLooksLikeANumber_StaysAsTyped', () => {
    expect(stringifySearch({ search: '555', status: undefined, rule: '' })).toBe('?search=555');
  });

  it('parseInboxFilters_WhenMistyped_LeavesOut', () => {
    expect(parseInboxFilters({ severity: 'catastrophic', state: 'open', vertical: 'solar', rule: ' ' })).toEqual({ vertical: 'solar' });
  });

  it('parseCallFilters_WhenADayDoesNotExist_LeavesItOut', () => {
    expect(parseCallFilters({ from: '2026-02-30', to: '2026-02-28', status: 'safe', search: 'x'.repeat(500) })).toEqual({
      to: '2026-02-28',
      status: 'safe',
      search: 'x'.repeat(200),
    });
  });
});
