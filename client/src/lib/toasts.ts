import { useSyncExternalStore } from 'react';

export type ToastTone = 'neutral' | 'success' | 'error';

export interface ToastContent {
  readonly tone: ToastTone;
  readonly message: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** How long it stays; hovering or focusing it stops the clock. Errors stay until they are dismissed. */
  readonly durationMs?: number;
  /** Called once when it leaves for any reason other than its action. */
  readonly onClose?: () => void;
}

export interface Toast extends ToastContent {
  readonly id: number;
}

interface Live {
  readonly toast: Toast;
  remainingMs: number;
  startedAt: number;
  timer: ReturnType<typeof setTimeout> | null;
}

const defaultDurationMs = 5000;
/** More than this many hide the page below them. */
const maximum = 4;

let live: readonly Live[] = [];
let snapshot: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly Live[]): void {
  live = next;
  snapshot = next.map((entry) => entry.toast);
  for (const listener of listeners) {
    listener();
  }
}

function remove(id: number): Live | undefined {
  const entry = live.find((candidate) => candidate.toast.id === id);
  if (entry !== undefined) {
    if (entry.timer !== null) {
      clearTimeout(entry.timer);
    }
    publish(live.filter((candidate) => candidate !== entry));
  }
  return entry;
}

function start(entry: Live): void {
  if (Number.isFinite(entry.remainingMs)) {
    entry.startedAt = performance.now();
    entry.timer = setTimeout(() => dismissToast(entry.toast.id), entry.remainingMs);
  }
}

export function showToast(content: ToastContent): number {
  const toast = { ...content, id: nextId++ };
  const remainingMs = content.durationMs ?? (content.tone === 'error' ? Infinity : defaultDurationMs);
  const entry: Live = { toast, remainingMs, startedAt: 0, timer: null };
  publish([...live, entry]);
  start(entry);
  const oldest = live[0];
  if (live.length > maximum && oldest !== undefined) {
    dismissToast(oldest.toast.id);
  }
  return toast.id;
}

export function dismissToast(id: number): void {
  remove(id)?.toast.onClose?.();
}

export function runToastAction(id: number): void {
  remove(id)?.toast.action?.run();
}

export function pauseToasts(): void {
  for (const entry of live) {
    if (entry.timer !== null) {
      clearTimeout(entry.timer);
      entry.timer = null;
      entry.remainingMs -= performance.now() - entry.startedAt;
    }
  }
}

export function resumeToasts(): void {
  for (const entry of live) {
    if (entry.timer === null) {
      // Whoever was reading gets a moment more.
      entry.remainingMs = Math.max(entry.remainingMs, 1500);
      start(entry);
    }
  }
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}
