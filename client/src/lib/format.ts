/** Everything a person reads that is not a word: times in their own zone, money, lengths, sizes. */

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
const fullMoment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const timestamp = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const monthAndDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', year: 'numeric' });
const usd = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD' });
const count = new Intl.NumberFormat();
const oneDecimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export const nothing = '–';

/** 75 is "1:15", 4000 is "1:06:40". */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) {
    return nothing;
  }
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${minutes.toString().padStart(hours > 0 ? 2 : 1, '0')}:${rest.toString().padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** For screen readers: 75 is "1 minute 15 seconds". */
export function speakDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}${amount === 1 ? '' : 's'}`);
  return said.length === 0 ? '0 seconds' : said.join(' ');
}

/** How long something has waited, in its two largest units: "45 s", "3 min", "2 h 5 min", "3 d 4 h". */
export function formatAge(seconds: number | null): string {
  if (seconds === null) {
    return nothing;
  }
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  const [large, small] = hours < 24 ? [`${hours} h`, minutes % 60 > 0 ? ` ${minutes % 60} min` : ''] : [`${Math.floor(hours / 24)} d`, ''];
  return hours >= 24 && hours % 24 > 0 ? `${large} ${hours % 24} h` : large + small;
}

/** Ringba settles in US dollars. */
export function formatMoney(amount: number | null): string {
  return amount === null ? nothing : usd.format(amount);
}

export function formatCount(value: number): string {
  return count.format(value);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${oneDecimal.format(value)} ${units[unit] ?? ''}`;
}

export function formatPercent(fraction: number): string {
  return `${Math.round(fraction * 100)}%`;
}

export function formatNumber(value: number): string {
  return oneDecimal.format(value);
}

/** North American numbers as people write them, others as they come. */
export function formatPhone(number: string | null): string {
  const match = /^\+?1?(\d{3})(\d{3})(\d{4})$/.exec(number ?? '');
  return match === null ? (number ?? 'Unknown caller') : `(${match[1]}) ${match[2]}-${match[3]}`;
}

function daysApart(from: Date, to: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** "2:05 PM", for a row below a heading that names its day. */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** "2:05 PM" today, "Mar 4, 2:05 PM" before, "Mar 4, 2025" in another year. */
export function formatWhen(iso: string, now: Date): string {
  const date = new Date(iso);
  if (daysApart(date, now) === 0) {
    return clock.format(date);
  }
  return date.getFullYear() === now.getFullYear() ? dayAndClock.format(date) : shortDay.format(date);
}

export function formatDayAndClock(iso: string): string {
  return dayAndClock.format(new Date(iso));
}

/** A day alone, for what lies far off or long ago. */
export function formatDate(iso: string): string {
  return shortDay.format(new Date(iso));
}

/** To the second, for records. */
export function formatTimestamp(iso: string): string {
  return timestamp.format(new Date(iso));
}

/** The whole truth, with the zone, for a tooltip. */
export function formatMoment(iso: string): string {
  return fullMoment.format(new Date(iso));
}

/** The heading of a day in a list: "Today", "Yesterday", "Monday, March 4". */
export function formatDay(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = daysApart(date, now);
  if (days === 0 || days === 1) {
    return days === 0 ? 'Today' : 'Yesterday';
  }
  return (date.getFullYear() === now.getFullYear() ? monthAndDay : longDay).format(date);
}

/** A local day, as date inputs and our URLs write it, to the moment it begins; null when it is no day. */
export function startOfDay(day: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) {
    return null;
  }
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const moment = new Date(year, month - 1, date);
  return moment.getMonth() === month - 1 && moment.getDate() === date ? moment : null;
}

export function dayOf(date: Date): string {
  const two = (value: number) => value.toString().padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function addDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}
