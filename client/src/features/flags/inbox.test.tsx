import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { CallDetail } from '@/api/types';
import { callDetail, flag, flagOn, membership, rule } from '@/testing/factories';
import { problem } from '@/testing/problem';
import { at, renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const organization = membership();

function flagged(name: string, startedAt: string, overrides: Partial<CallDetail['call']> = {}): CallDetail {
  return callDetail({
    call: { startedAt, campaignName: name, ...overrides },
    lines: [{ speaker: 'agent', text: `We promise ${name} for sure.` }],
    flags: (said) => [flag({ slug: 'recording_disclosure', title: 'No recording disclosure' }), flagOn(said, `promise ${name}`)],
  });
}

const calls = () => [
  flagged('alpha', '2026-03-04T15:05:00Z'),
  flagged('beta', '2026-03-04T14:05:00Z', { vertical: 'solar' }),
  flagged('gamma', '2026-03-03T14:05:00Z'),
];

async function open(path = '/o/northline/flags', list = calls(), role = organization.role) {
  const api = serve({
    organizations: [membership({ role })],
    calls: new Map([[organization.id, list]]),
    rules: [rule(), rule({ slug: 'dead_air', title: 'Dead air' })],
  });
  const app = await renderApp(api, path);
  await screen.findByRole('heading', { name: 'Flags', level: 1 });
  return { ...app, api, list };
}

const rows = () => screen.findAllByRole('listitem').then((items) => items.filter((item) => item.dataset['call'] !== undefined));
const row = (name: string) => screen.findByText(name, { selector: 'li[data-call] p' }).then((text) => text.closest('li') as HTMLElement);
const focusedCall = () => document.activeElement?.closest('li')?.dataset['call'];
const marked = (call: CallDetail) => `POST /api/v1/organizations/${organization.id}/calls/${call.call.id}/mark-safe`;

describe('inbox', () => {
  it('list_WhenCallsAreFlagged_ShowsEvidenceNewestFirstByDay', async () => {
    await open();
    const [first] = await rows();
    expect(within(first!).getByRole('link')).toHaveTextContent('Guaranteed outcome');
    expect(first).toHaveTextContent('“promise alpha”');
    expect(first).toHaveTextContent('BlueSky Leads');
    expect(first).toHaveTextContent('$42.00');
    const days = screen.getAllByRole('heading', { level: 2 }).map((heading) => heading.textContent);
    expect(days).toEqual(['Wednesday, March 4 2', 'Tuesday, March 3 1']);
  });

  it('list_WhenNothingWasSaid_SaysSo', async () => {
    await open('/o/northline/flags', [
      callDetail({ call: { campaignName: 'quiet' }, flags: () => [flag({ title: 'No recording disclosure' })] }),
    ]);
    expect(await row('quiet')).toHaveTextContent('Nothing said: no recording disclosure');
  });

  it('keys_WhenJAndK_MoveTheFocusAndEnterOpens', async () => {
    const { user, list } = await open();
    await rows();
    await user.keyboard('j');
    expect(focusedCall()).toBe(list[0]!.call.id);
    await user.keyboard('jj');
    expect(focusedCall()).toBe(list[2]!.call.id);
    await user.keyboard('j');
    expect(focusedCall()).toBe(list[2]!.call.id);
    await user.keyboard('k{Enter}');
    await waitFor(() => expect(at()).toBe(`/o/northline/calls/${list[1]!.call.id}`));
  });

  it('keys_WhenTypingInAField_DoNothing', async () => {
    const { user } = await open();
    await rows();
    screen.getByLabelText('Severity').focus();
    await user.keyboard('j');
    expect(focusedCall()).toBeUndefined();
  });

  it('markSafe_WhenPressedS_HidesTheCallAndSendsItWhenTheToastCloses', async () => {
    const { user, api, list } = await open();
    await rows();
    await user.keyboard('js');

    await waitFor(() => expect(screen.queryByText('“promise alpha”', { exact: false })).toBeNull());
    expect(focusedCall()).toBe(list[1]!.call.id);
    expect(api.countOf(marked(list[0]!))).toBe(0);

    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(api.countOf(marked(list[0]!))).toBe(1));
    expect(list[0]!.call.reviewState).toBe('safe');
    expect(await rows()).toHaveLength(2);
  });

  it('markSafe_WhenUndone_BringsTheCallBackAndSendsNothing', async () => {
    const { user, api, list } = await open();
    await rows();
    await user.keyboard('js');
    await user.click(await screen.findByRole('button', { name: 'Undo' }));

    expect(await rows()).toHaveLength(3);
    expect(api.countOf(marked(list[0]!))).toBe(0);
    expect(list[0]!.call.reviewState).toBe('open');
  });

  it('markSafe_WhenRefused_BringsTheCallBackAndSaysWhy', async () => {
    const { user } = await open();
    await rows();
    server.use(
      http.post(`${organizationPath}/calls/:callId/mark-safe`, () => problem(409, 'call_not_flagged', 'Somebody else has decided.')),
    );
    await user.keyboard('js');
    await user.click(await screen.findByRole('button', { name: 'Dismiss' }));

    expect(await screen.findByRole('alert')).toHaveTextContent('The call was not marked safe: Somebody else has decided.');
    await waitFor(async () => expect(await rows()).toHaveLength(3));
  });

  it('markSafe_WhenThePageIsLeft_IsSentAtOnce', async () => {
    const { user, api, list } = await open();
    await rows();
    await user.keyboard('js');
    act(() => void window.dispatchEvent(new Event('pagehide')));
    await waitFor(() => expect(api.countOf(marked(list[0]!))).toBe(1));
  });

  it('markSafe_WhenSigningOut_IsSentBeforehand', async () => {
    const { user, api, list } = await open();
    await rows();
    await user.keyboard('js');
    await user.click(screen.getByRole('button', { name: 'Dana Reyes' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));

    expect(await screen.findByLabelText('E-mail address')).toBeVisible();
    expect(api.log.indexOf(marked(list[0]!))).toBeGreaterThan(-1);
    expect(api.log.indexOf(marked(list[0]!))).toBeLessThan(api.log.indexOf('POST /api/v1/auth/sign-out'));
  });

  it('confirm_WhenClicked_KeepsTheFlagAndLeavesTheInbox', async () => {
    const { user, list } = await open();
    await user.click(within(await row('beta')).getByRole('button', { name: /Confirm violation/ }));
    await user.click(await screen.findByRole('button', { name: 'Dismiss' }));

    await waitFor(() => expect(list[1]!.call).toMatchObject({ status: 'flagged', reviewState: 'confirmed' }));
  });

  it('decide_WhenOnlyAViewer_IsNotOffered', async () => {
    const { user, api } = await open('/o/northline/flags', calls(), 'viewer');
    const [first] = await rows();
    expect(within(first!).queryByRole('button')).toBeNull();
    await user.keyboard('js');
    expect(await rows()).toHaveLength(3);
    expect(api.log.some((entry) => entry.endsWith('mark-safe'))).toBe(false);
  });

  it('filters_WhenChosen_AreInTheAddressAndInTheRequest', async () => {
    const asked: string[] = [];
    server.events.on('request:start', ({ request }) => void (request.url.includes('/flags') && asked.push(new URL(request.url).search)));
    const { user } = await open();
    await rows();
    await user.selectOptions(screen.getByLabelText('Vertical'), 'solar');

    await waitFor(() => expect(at()).toBe('/o/northline/flags?vertical=solar'));
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    expect(asked.at(-1)).toBe('?vertical=solar&reviewState=open&limit=50');
    await user.selectOptions(screen.getByLabelText('Review'), 'Confirmed');
    await waitFor(() => expect(at()).toBe('/o/northline/flags?vertical=solar&state=confirmed'));
    server.events.removeAllListeners();
  });

  it('filters_WhenInTheAddress_AreApplied', async () => {
    await open('/o/northline/flags?vertical=solar&severity=nonsense');
    expect(await rows()).toHaveLength(1);
    expect(screen.getByLabelText('Vertical')).toHaveValue('solar');
    expect(screen.getByLabelText('Severity')).toHaveValue('');
  });

  it('filters_WhenNothingMatches_OfferToClear', async () => {
    const { user } = await open('/o/northline/flags?rule=dead_air');
    await user.click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(await rows()).toHaveLength(3);
    expect(at()).toBe('/o/northline/flags');
  });

  it('list_WhenEmpty_SaysWhatHappensNext', async () => {
    await open('/o/northline/flags', []);
    expect(await screen.findByRole('heading', { name: 'Nothing to review' })).toBeVisible();
  });

  it('list_WhenItCannotBeLoaded_OffersAnotherTry', async () => {
    const broken = http.get(`${organizationPath}/flags`, () => HttpResponse.error());
    const api = serve({ calls: new Map([[organization.id, calls()]]) });
    server.use(broken);
    const { user } = await renderApp(api, '/o/northline/flags');
    expect(await screen.findByRole('alert')).toHaveTextContent('CallScript cannot be reached');

    server.resetHandlers(http.all('*/api/v1/*', ({ request }) => api.handle(request)));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rows()).toHaveLength(3);
  });

  it('list_WhenForbidden_SaysSo', async () => {
    const api = serve();
    server.use(http.get(`${organizationPath}/flags`, () => problem(403, 'forbidden', 'No.')));
    await renderApp(api, '/o/northline/flags');
    expect(await screen.findByRole('alert')).toHaveTextContent('You may not see this');
  });

  it('pages_WhenThereAreMore_AreFetchedFromTheCursor', async () => {
    const many = Array.from({ length: 60 }, (_, index) => flagged(`call${index}`, '2026-03-04T15:05:00Z'));
    const { user } = await open('/o/northline/flags', many);
    expect(await rows()).toHaveLength(50);
    await user.click(screen.getByRole('button', { name: 'Load more' }));
    await waitFor(async () => expect(await rows()).toHaveLength(60));
    expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  it('shortcuts_WhenAsked_AreListedAndCanBeSwitchedOff', async () => {
    const { user } = await open();
    await rows();
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(dialog).getByText('Mark safe')).toBeVisible();
    await user.click(within(dialog).getByRole('checkbox'));
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));

    await user.keyboard('j');
    expect(focusedCall()).toBeUndefined();

    await user.click(screen.getByRole('button', { name: 'Dana Reyes' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Keyboard shortcuts' }));
    await user.click(await screen.findByRole('checkbox'));
    await user.click(screen.getByRole('button', { name: 'Close' }));
    await user.keyboard('j');
    expect(focusedCall()).not.toBeUndefined();
  });
});
