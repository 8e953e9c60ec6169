import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';

const key = 'callscript.theme';
const listeners = new Set<() => void>();
const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
    return 'system';
  }
}

let choice = read();

function apply(): void {
  document.documentElement.classList.toggle('dark', choice === 'dark' || (choice === 'system' && darkSystem.matches));
  for (const listener of listeners) {
    listener();
  }
}

darkSystem.addEventListener('change', apply);

export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
  apply();
}

/** Calls back whenever colours may have changed. */
export function subscribeTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(subscribeTheme, () => choice);
}
