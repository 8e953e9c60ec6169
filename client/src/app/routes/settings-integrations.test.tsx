import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Reconciliation } from '@/api/types';
import { membership } from '@/testing/factories';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

const address = '/o/northline/settings/integrations';

function world() {
  return serve({ organizations: [membership({ role: 'admin' })] });
}

function day(overrides: Partial<Reconciliation>): Reconciliation {
  const totals = { calls: 10, connectedSeconds: 900, revenue: 420, payout: 300 };
  return {
    connectionId: 'aaaaaaaa-0000-7000-8000-000000000007',
    day: '2026-03-03',
    state: 'matched',
    ours: totals,
    removed: { calls: 0, connectedSeconds: 0, revenue: 0, payout: 0 },
    theirs: totals,
    checkedAt: '2026-03-04T02:00:00Z',
    nextCheckAt: '2026-03-05T00:00:00Z',
    rereads: 0,
    explanation: null,
    explainedAt: null,
    ...overrides,
  };
}

describe('backfills', () => {
  it('read_OfAFewDays_ShowsItsProgressAndCanBePausedAndCancelled', async () => {
    const api = world();
    const { user } = await renderApp(api, address);

    const section = within(await screen.findByRole('region', { name: 'Backfill' }));
    expect(await section.findByText('No backfill yet')).toBeVisible();
    expect(section.getByRole('button', { name: 'Read these days' })).toBeDisabled();
    fireEvent.change(section.getByLabelText('First day (UTC)'), { target: { value: '2026-03-01' } });
    fireEvent.change(section.getByLabelText('Last day (UTC)'), { target: { value: '2026-03-02' } });
    await user.click(section.getByRole('button', { name: 'Read these days' }));

    expect(await section.findByText('25 %, 120 new, 2 changed, 7 the same, 600 calls a minute, about 5 min left')).toBeVisible();
    // The last day is meant to be in it.
    expect(api.ringba.backfills[0]).toMatchObject({ from: '2026-03-01T00:00:00Z', to: '2026-03-03T00:00:00.000Z', dryRun: false });
    await user.click(section.getByRole('button', { name: 'Pause' }));
    expect(await section.findByText('Paused')).toBeVisible();
    await user.click(section.getByRole('button', { name: 'Cancel' }));
    expect(await section.findByText('Cancelled')).toBeVisible();
    expect(section.queryByRole('button', { name: 'Resume' })).toBeNull();
  });

  it('count_OfADay_SaysWhatIsNotHere', async () => {
    const { user } = await renderApp(world(), address);

    const section = within(await screen.findByRole('region', { name: 'Backfill' }));
    fireEvent.change(await section.findByLabelText('First day (UTC)'), { target: { value: '2026-03-01' } });
    fireEvent.change(section.getByLabelText('Last day (UTC)'), { target: { value: '2026-03-01' } });
    await user.click(section.getByRole('button', { name: 'Count only' }));

    expect(await section.findByText(/3 not here, 7 here/)).toBeVisible();
    await user.click(section.getByText('By day'));
    expect(section.getByText('2026-03-01: 10 in Ringba, 3 not here')).toBeVisible();
  });

  it('span_ThatTheServerRefuses_SaysWhyAtItsField', async () => {
    const { user } = await renderApp(world(), address);

    const section = within(await screen.findByRole('region', { name: 'Backfill' }));
    fireEvent.change(await section.findByLabelText('First day (UTC)'), { target: { value: '2026-03-05' } });
    fireEvent.change(section.getByLabelText('Last day (UTC)'), { target: { value: '2026-03-01' } });
    await user.click(section.getByRole('button', { name: 'Count only' }));

    expect(await section.findByText('The span must end after it starts.')).toBeVisible();
  });
});

describe('reconciliation', () => {
  it('day_ThatDiffers_ShowsBothSidesAndCanBeExplained', async () => {
    const api = world();
    api.ringba.reconciliations.push(
      day({ state: 'differs', theirs: { calls: 11, connectedSeconds: 900, revenue: 462, payout: 300 }, rereads: 2 }),
      day({ day: '2026-03-02' }),
    );
    const { user } = await renderApp(api, address);

    const section = within(await screen.findByRole('region', { name: 'Reconciliation' }));
    const row = within((await section.findByRole('rowheader', { name: '2026-03-03' })).closest('tr')!);
    expect(row.getByText('11')).toBeVisible();
    expect(row.getByText('$462.00')).toBeVisible();
    expect(row.getByText(/Read again 2 times/)).toBeVisible();
    const agreed = within(section.getByRole('rowheader', { name: '2026-03-02' }).closest('tr')!);
    expect(agreed.getByText('Agrees')).toBeVisible();
    expect(agreed.queryByRole('button')).toBeNull();

    await user.click(row.getByRole('button', { name: 'Explain 2026-03-03' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByLabelText('Why it differs'), 'A test call of ours');
    await user.click(dialog.getByRole('button', { name: 'Explain' }));

    expect(await section.findByText('A test call of ours')).toBeVisible();
    expect(section.queryByText('Differs')).toBeNull();
  });

  it('day_WhoseCallsWereRemovedHere_SaysSo', async () => {
    const api = world();
    api.ringba.reconciliations.push(day({ state: 'explained', removed: { calls: 1, connectedSeconds: 60, revenue: 42, payout: 30 } }));
    await renderApp(api, address);

    expect(await screen.findByText('1 call was removed here on purpose.')).toBeVisible();
  });
});
