import { textOf } from '@/lib/search';

/** Where to go after signing in: a page of ours and nothing else, so that a link cannot send people elsewhere. */
export function returnPath(value: unknown): string | undefined {
  const path = textOf(value, 2000);
  return path !== undefined && /^\/(o\/[^/\\]|account$)/.test(path) ? path : undefined;
}
