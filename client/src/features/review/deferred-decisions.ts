import type { QueryClient } from '@tanstack/react-query';
import { createContext, use, useSyncExternalStore } from 'react';
import { keys } from '@/api/keys';
import type { Decision } from '@/api/types';
import { decideCall, decisionDone, decisionFailed } from '@/features/review/api/decide-call';
import { messageOf } from '@/lib/problem';
import { dismissToast, showToast } from '@/lib/toasts';

/** Time to change one's mind. */
export const undoWindowMs = 6000;

interface Pending {
  readonly organizationId: string;
  readonly decision: Decision;
  readonly toastId: number;
  sent: boolean;
}

/**
 * Decisions made from the inbox. A decision is final on the server, and its record should not fill with slips of a
 * finger on a key; so each waits here for a moment in which it can be undone, and only then is sent. The inbox hides
 * the call meanwhile. Leaving the page sends what still waits.
 */
export class DeferredDecisions {
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Set<() => void>();
  #hidden: ReadonlySet<string> = new Set();

  constructor(private readonly client: QueryClient) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Ids of the calls that are decided as far as the person is concerned. */
  readonly hidden = (): ReadonlySet<string> => this.#hidden;

  decide(organizationId: string, callId: string, decision: Decision): void {
    if (this.#pending.has(callId)) {
      return;
    }
    const toastId = showToast({
      tone: 'success',
      message: decisionDone[decision],
      durationMs: undoWindowMs,
      action: { label: 'Undo', run: () => this.#forget(callId) },
      onClose: () => void this.#send(callId),
    });
    this.#pending.set(callId, { organizationId, decision, toastId, sent: false });
    this.#publish();
  }

  /** Sends everything now; `leaving` keeps the requests alive while the page goes away. */
  async flush(leaving = false): Promise<void> {
    const waiting = [...this.#pending].filter(([, pending]) => !pending.sent);
    const sent = waiting.map(([callId]) => this.#send(callId, leaving));
    for (const [, pending] of waiting) {
      dismissToast(pending.toastId);
    }
    await Promise.all(sent);
  }

  async #send(callId: string, leaving = false): Promise<void> {
    const pending = this.#pending.get(callId);
    if (pending === undefined || pending.sent) {
      return;
    }
    pending.sent = true;
    const { organizationId, decision } = pending;
    try {
      await decideCall({ organizationId, callId }, decision, null, leaving);
    } catch (error) {
      showToast({ tone: 'error', message: `${decisionFailed[decision]}: ${messageOf(error)}` });
    }
    // Hidden until the list is fresh, so that the call does not flicker back.
    await Promise.all([
      this.client.invalidateQueries({ queryKey: keys.flags(organizationId) }),
      this.client.invalidateQueries({ queryKey: keys.calls(organizationId) }),
    ]);
    this.#forget(callId);
  }

  #forget(callId: string): void {
    this.#pending.delete(callId);
    this.#publish();
  }

  #publish(): void {
    this.#hidden = new Set(this.#pending.keys());
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

export const DeferredDecisionsContext = createContext<DeferredDecisions | null>(null);

export function useDeferredDecisions(): DeferredDecisions {
  const decisions = use(DeferredDecisionsContext);
  if (decisions === null) {
    throw new Error('useDeferredDecisions needs its provider.');
  }
  return decisions;
}

export function useHiddenCalls(): ReadonlySet<string> {
  const decisions = useDeferredDecisions();
  return useSyncExternalStore(decisions.subscribe, decisions.hidden);
}
