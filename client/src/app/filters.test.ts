import { describe, expect, it } from 'vitest';
import { parseCallFilters } from '@/features/calls/api/list-calls';
import { parseInboxFilters } from '@/features/flags/api/list-flags';

describe('filters in the address', () => {
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
