import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { membership } from '@/testing/factories';
import { at, renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const entry = {
  id: '01900000-0000-7000-8000-000000000001',
  sequence: 7,
  digest: 'ab'.repeat(32),
  occurredAt: '2026-11-22T10:00:00Z',
  actor: { kind: 'person', id: '01900000-0000-7000-8000-0000000000aa', name: 'Rita Reviewer' },
  action: 'review_decided',
  subjectType: 'call',
  subjectId: '01900000-0000-7000-8000-0000000000cc',
  before: { reviewState: 'open' },
  after: { reviewState: 'safe' },
  ipAddress: '203.0.113.9',
  userAgent: 'Browser/1.0',
  requestId: 'abc',
};
const whole = { entries: 7, sequence: 7, digest: 'ab'.repeat(32), broken: null };

function answer(items: readonly unknown[], chain: unknown = whole) {
  const asked: URLSearchParams[] = [];
  server.use(
    http.get(`${organizationPath}/audit-log/verification`, () => HttpResponse.json(chain as object)),
    http.get(`${organizationPath}/audit-log`, ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({ items, nextCursor: null });
    }),
  );
  return asked;
}

const asAdmin = () => serve({ organizations: [membership({ role: 'admin' })] });

describe('audit log', () => {
  it('entry_Shown_TellsWhoDidWhatFromWhere', async () => {
    const api = asAdmin();
    answer([entry]);
    const { user } = await renderApp(api, '/o/northline/settings/audit');

    const item = within(await screen.findByRole('list', { name: 'Audit log' })).getByRole('listitem');
    expect(item).toHaveTextContent('Review decided by Rita Reviewer');
    await user.click(within(item).getByText('Change and origin'));
    expect(item).toHaveTextContent('reviewState: open');
    expect(item).toHaveTextContent('203.0.113.9');
  });

  it('actor_Clicked_FiltersByThem', async () => {
    const api = asAdmin();
    const asked = answer([entry]);
    const { user } = await renderApp(api, '/o/northline/settings/audit?action=review_decided');

    await user.click(await screen.findByRole('button', { name: 'Rita Reviewer' }));

    await screen.findByRole('button', { name: 'Show what everybody did' });
    expect(at()).toContain(`actor=${entry.actor.id}`);
    expect(asked.at(-1)?.get('actorId')).toBe(entry.actor.id);
    expect(asked.at(-1)?.get('action')).toBe('review_decided');
  });

  it('chain_WhenBroken_IsSaidAloud', async () => {
    const api = asAdmin();
    answer([], { ...whole, broken: { sequence: 3, entryId: null, kind: 'digest_mismatch' } });
    await renderApp(api, '/o/northline/settings/audit');

    expect(await screen.findByRole('alert')).toHaveTextContent('Entry 3 does not fit the chain: digest mismatch');
    expect(await screen.findByText('Nothing happened yet')).toBeVisible();
  });

  it('page_ForAReviewer_IsRefused', async () => {
    const api = serve({ organizations: [membership({ role: 'reviewer' })] });
    await renderApp(api, '/o/northline/settings/audit');

    expect(await screen.findByText('You may not see this')).toBeVisible();
  });
});
