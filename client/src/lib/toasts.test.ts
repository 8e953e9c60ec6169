import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pauseToasts, resumeToasts, runToastAction, showToast } from '@/lib/toasts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('toasts', () => {
  it('showToast_WhenItsTimeIsUp_ClosesOnce', () => {
    const onClose = vi.fn();
    showToast({ tone: 'success', message: 'Done.', durationMs: 6000, onClose });

    vi.advanceTimersByTime(5999);
    expect(onClose).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('showToast_WhenItIsAnError_Stays', () => {
    const onClose = vi.fn();
    showToast({ tone: 'error', message: 'No.', onClose });

    vi.advanceTimersByTime(3_600_000);

    expect(onClose).not.toHaveBeenCalled();
  });

  it('pauseToasts_WhenSomebodyReads_StopsTheClock', () => {
    const onClose = vi.fn();
    showToast({ tone: 'success', message: 'Done.', durationMs: 2000, onClose });

    vi.advanceTimersByTime(1900);
    pauseToasts();
    vi.advanceTimersByTime(60_000);
    expect(onClose).not.toHaveBeenCalled();

    resumeToasts();
    vi.advanceTimersByTime(1499);
    expect(onClose).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('runToastAction_WhenChosen_ClosesWithoutOnClose', () => {
    const [run, onClose] = [vi.fn(), vi.fn()];
    const id = showToast({ tone: 'success', message: 'Done.', durationMs: 2000, onClose, action: { label: 'Undo', run } });

    runToastAction(id);
    vi.advanceTimersByTime(10_000);

    expect(run).toHaveBeenCalledTimes(1);
    expect(onClose).not.toHaveBeenCalled();
  });
});
