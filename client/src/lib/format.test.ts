import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayOf,
  formatAge,
  formatBytes,
  formatDay,
  formatDuration,
  formatMoney,
  formatPhone,
  formatWhen,
  speakDuration,
  startOfDay,
} from '@/lib/format';

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [9.9, '0:09'],
    [75, '1:15'],
    [3599, '59:59'],
    [4000, '1:06:40'],
    [null, '–'],
  ])('formatDuration_When%s_Is%s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it('speakDuration_WhenSeveralUnits_NamesEach', () => {
    expect(speakDuration(61)).toBe('1 minute 1 second');
    expect(speakDuration(0)).toBe('0 seconds');
  });
});

describe('formatAge', () => {
  it.each([
    [null, '–'],
    [4.4, '4 s'],
    [180, '3 min'],
    [7500, '2 h 5 min'],
    [7200, '2 h'],
    [273_600, '3 d 4 h'],
  ])('formatAge_When%s_Is%s', (seconds, text) => expect(formatAge(seconds)).toBe(text));
});

describe('numbers', () => {
  it('formatMoney_WhenAmountIsUnknown_IsADash', () => {
    expect(formatMoney(null)).toBe('–');
    expect(formatMoney(42)).toBe('$42.00');
  });

  it('formatBytes_WhenLarge_UsesLargerUnits', () => {
    expect(formatBytes(999)).toBe('999 B');
    expect(formatBytes(1_250_000)).toBe('1.3 MB');
  });

  it.each([
    ['+15551234567', '(555) 123-4567'],
    ['5551234567', '(555) 123-4567'],
    ['+442071838750', '+442071838750'],
    ['anonymous', 'anonymous'],
    [null, 'Unknown caller'],
  ])('formatPhone_When%s_Is%s', (number, text) => expect(formatPhone(number)).toBe(text));
});

describe('days', () => {
  const now = new Date(2026, 2, 4, 9, 0);

  it('formatDay_WhenRecent_UsesWords', () => {
    expect(formatDay(new Date(2026, 2, 4, 0, 1).toISOString(), now)).toBe('Today');
    expect(formatDay(new Date(2026, 2, 3, 23, 59).toISOString(), now)).toBe('Yesterday');
    expect(formatDay(new Date(2026, 2, 2, 12, 0).toISOString(), now)).toBe('Monday, March 2');
    expect(formatDay(new Date(2025, 11, 31, 12, 0).toISOString(), now)).toBe('Wednesday, December 31, 2025');
  });

  it('formatWhen_WhenToday_IsTheClockAlone', () => {
    expect(formatWhen(new Date(2026, 2, 4, 8, 5).toISOString(), now)).toMatch(/^8:05\sAM$/);
    expect(formatWhen(new Date(2026, 1, 28, 8, 5).toISOString(), now)).toMatch(/^Feb 28, 8:05\sAM$/);
  });

  it('startOfDay_WhenTheDayDoesNotExist_IsNull', () => {
    expect(startOfDay('2026-02-30')).toBeNull();
    expect(startOfDay('yesterday')).toBeNull();
    expect(startOfDay('2026-03-04')).toEqual(new Date(2026, 2, 4));
  });

  it('addDays_WhenTheClockChanges_StaysAtMidnight', () => {
    // Summer time began in New York on 8 March 2026.
    expect(dayOf(addDays(new Date(2026, 2, 7), 1))).toBe('2026-03-08');
    expect(addDays(new Date(2026, 2, 8), 1).getHours()).toBe(0);
  });
});
