import type { DayTotals } from '@/api/types';
import { FakeRingba } from '@/testing/fake-ringba';

/** What the last days came to, and a backfill under way. */
export function sampleRingba(now: Date): FakeRingba {
  const ringba = new FakeRingba();
  const dayBefore = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const none: DayTotals = { calls: 0, connectedSeconds: 0, revenue: 0, payout: 0 };
  for (let days = 1; days <= 6; days++) {
    const ours: DayTotals = {
      calls: 9_800 + days * 37,
      connectedSeconds: 1_620_000 + days * 911,
      revenue: 41_280.5 + days * 12,
      payout: 28_890.25,
    };
    ringba.reconciliations.push({
      connectionId: 'bbbbbbbb-0000-7000-8000-000000000001',
      day: dayBefore(days),
      state: days === 2 ? 'differs' : days === 5 ? 'explained' : 'matched',
      ours,
      removed: days === 5 ? { calls: 3, connectedSeconds: 421, revenue: 126, payout: 84 } : none,
      theirs:
        days === 2
          ? { ...ours, calls: 9_876, revenue: 41_346.5 }
          : days === 5
            ? { calls: 9_988, connectedSeconds: 1_624_976, revenue: 41_466.5, payout: 28_974.25 }
            : ours,
      checkedAt: now.toISOString(),
      nextCheckAt: days === 2 ? new Date(now.getTime() + 1_200_000).toISOString() : null,
      rereads: days === 2 ? 2 : 0,
      explanation: null,
      explainedAt: null,
    });
  }
  ringba.start({ from: `${dayBefore(30)}T00:00:00Z`, to: now.toISOString(), oldestFirst: false, dryRun: false }, 'catch_up');
  return ringba;
}
