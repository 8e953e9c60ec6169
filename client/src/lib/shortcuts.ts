import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Shortcut {
  /** A `KeyboardEvent.key`: a character, "Enter", "ArrowLeft", " ". */
  readonly key: string;
  /** What it does, for the list of shortcuts. */
  readonly label: string;
  readonly run: () => void;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

const storageKey = 'callscript.shortcuts';
const groups = new Map<symbol, { readonly title: string; current: readonly Shortcut[] }>();
const listeners = new Set<() => void>();
let enabled = readEnabled();

function readEnabled(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    // Storage is switched off: shortcuts work until the page is told otherwise.
    return true;
  }
}

const editable = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable="true"]';
const pressable = 'button, a[href], summary, input, [role="menuitem"], [role="menuitemradio"]';

function isBusy(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return true;
  }
  if (document.querySelector('dialog[open], [role="menu"]') !== null) {
    return true;
  }
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(editable) != null) {
    return true;
  }
  // Space and Enter press what has the focus.
  return (event.key === ' ' || event.key === 'Enter') && target?.closest(pressable) != null;
}

function handle(event: KeyboardEvent): void {
  // Speech input and a slip of the hand type characters, so people can switch those keys off (WCAG 2.1.4).
  if (isBusy(event) || (!enabled && event.key.length === 1 && event.key !== ' ')) {
    return;
  }
  for (const group of [...groups.values()].reverse()) {
    const shortcut = group.current.find((candidate) => candidate.key === event.key);
    if (shortcut !== undefined) {
      event.preventDefault();
      shortcut.run();
      return;
    }
  }
}

/** Binds keys for as long as the component is there, and lists them in the shortcuts dialog. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const entry = useRef<{ readonly title: string; current: readonly Shortcut[] } | null>(null);

  useEffect(() => {
    const id = Symbol(title);
    const group = { title, current: [] as readonly Shortcut[] };
    entry.current = group;
    groups.set(id, group);
    if (groups.size === 1) {
      window.addEventListener('keydown', handle);
    }
    return () => {
      groups.delete(id);
      if (groups.size === 0) {
        window.removeEventListener('keydown', handle);
      }
    };
  }, [title]);

  useEffect(() => {
    if (entry.current !== null) {
      entry.current.current = shortcuts;
    }
  });
}

/** What is bound right now, in the order it was bound. */
export function currentShortcuts(): readonly ShortcutGroup[] {
  return [...groups.values()].map(({ title, current }) => ({ title, shortcuts: current })).filter((group) => group.shortcuts.length > 0);
}

export function setCharacterShortcuts(next: boolean): void {
  enabled = next;
  try {
    localStorage.setItem(storageKey, next ? 'on' : 'off');
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
  for (const listener of listeners) {
    listener();
  }
}

export function useCharacterShortcuts(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => enabled,
  );
}

const names: Readonly<Record<string, string>> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

export function nameOfKey(key: string): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
