import { useEffect } from 'react';

/** Names the tab and the history entry; screen readers announce it after a navigation. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · CallScript`;
  }, [title]);
}
