import { useCallback, useSyncExternalStore } from 'react';

/** For layouts that differ in what they render, not only in how it looks. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

export const wideScreen = '(min-width: 64rem)';
