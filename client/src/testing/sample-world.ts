import { id, membership } from '@/testing/factories';
import { fakeWorld, type FakeWorld } from '@/testing/fake-world';
import { callsUntil, sampleCampaigns } from '@/testing/sample-calls';
import { sampleRules } from '@/testing/sample-rules';

/**
 * Organizations with a few weeks of invented calls, for the mock server: every state that a screen can show.
 *
 * @param now The mock server's clock; the calls lie before it.
 */
export function sampleWorld(now: Date): FakeWorld {
  const [first, second, reader] = [
    membership(),
    membership({ id: '11111111-0000-7000-8000-000000000002', name: 'Acme Calls', slug: 'acme', role: 'owner' }),
    membership({ id: '11111111-0000-7000-8000-000000000003', name: 'Partner View', slug: 'partner', role: 'viewer' }),
  ];
  const calls = callsUntil(now, 400);
  const confirmed = calls.find(({ call }, index) => index > 25 && call.status === 'flagged');
  if (confirmed !== undefined) {
    confirmed.call = { ...confirmed.call, reviewState: 'confirmed' };
    confirmed.reviews = [
      {
        id: id(),
        decision: 'confirmed',
        reviewerName: 'Dana Reyes',
        note: 'Reported to the publisher, clawback requested.',
        decidedAt: new Date(now.getTime() - 3_600_000).toISOString(),
      },
    ];
  }
  return fakeWorld({
    organizations: [first, second, reader],
    calls: new Map([
      [first.id, calls],
      [second.id, []],
      [reader.id, callsUntil(now, 40)],
    ]),
    rules: sampleRules,
    campaigns: sampleCampaigns.map(({ id, name, vertical, isVerticalConfirmed, rejudgement }) => ({
      id,
      name,
      vertical,
      isVerticalConfirmed,
      rejudgement,
    })),
    lanes: [
      { lane: 'ingest', waiting: 0, running: 1, delayed: 0, failed: 0, oldestWaitingSeconds: null },
      { lane: 'backfill', waiting: 1, running: 0, delayed: 0, failed: 0, oldestWaitingSeconds: 3 },
      { lane: 'reconcile', waiting: 0, running: 0, delayed: 0, failed: 0, oldestWaitingSeconds: null },
      { lane: 'vault', waiting: 12, running: 4, delayed: 1, failed: 0, oldestWaitingSeconds: 41 },
      { lane: 'factory', waiting: 138, running: 2, delayed: 3, failed: 1, oldestWaitingSeconds: 1312 },
      { lane: 'judge', waiting: 3, running: 1, delayed: 0, failed: 0, oldestWaitingSeconds: 4 },
      { lane: 'rejudge', waiting: 0, running: 0, delayed: 0, failed: 0, oldestWaitingSeconds: null },
      { lane: 'privacy', waiting: 0, running: 0, delayed: 0, failed: 0, oldestWaitingSeconds: null },
    ],
  });
}
