import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { callDetail, membership, rule } from '@/testing/factories';
import { problem } from '@/testing/problem';
import { at, renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const first = membership();
const second = membership({ id: '11111111-0000-7000-8000-000000000002', name: 'Acme Calls', slug: 'acme' });

describe('shell', () => {
  it('home_WhenSignedIn_IsTheInboxOfTheFirstOrganization', async () => {
    await renderApp(serve(), '/');
    expect(await screen.findByRole('heading', { name: 'Nothing to review' })).toBeVisible();
    expect(at()).toBe('/o/northline/flags');
  });

  it('organizations_WhenSeveral_CanBeSwitched', async () => {
    const api = serve({
      organizations: [first, second],
      calls: new Map([
        [first.id, []],
        [second.id, [callDetail({ call: { campaignName: 'Only at Acme' }, flags: () => [] })]],
      ]),
    });
    const { user } = await renderApp(api, '/o/northline/calls');
    await screen.findByRole('heading', { name: 'No calls yet' });
    await user.click(screen.getByRole('button', { name: /Northline Media/ }));
    await user.click(await screen.findByRole('menuitemradio', { name: /Acme Calls/ }));
    await waitFor(() => expect(at()).toBe('/o/acme/flags'));

    await user.click(screen.getByRole('link', { name: 'Calls' }));
    expect(await screen.findByText('Only at Acme')).toBeVisible();
    expect(api.log).toContain(`GET /api/v1/organizations/${second.id}/calls`);
  });

  it('organization_WhenNotAMember_IsRefused', async () => {
    await renderApp(serve(), '/o/somebody-else/flags');
    expect(await screen.findByRole('heading', { level: 1, name: 'You have no access to this organization' })).toBeVisible();
  });

  it('organization_WhenThereIsNone_SaysWhatToDo', async () => {
    await renderApp(serve({ organizations: [] }), '/');
    expect(await screen.findByRole('heading', { level: 1, name: 'You belong to no organization yet' })).toBeVisible();
  });

  it('page_WhenItDoesNotExist_SaysSo', async () => {
    await renderApp(serve(), '/o/northline/nowhere');
    expect(await screen.findByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible();
  });

  it('session_WhenItEndsWhileWorking_ReturnsToTheSignInAndBack', async () => {
    const api = serve({ calls: new Map([[first.id, [callDetail({ flags: () => [] })]]]) });
    const { user } = await renderApp(api, '/o/northline/flags');
    await screen.findByRole('heading', { name: 'Nothing to review' });
    api.expireTokens();
    api.hasRefreshCookie = false;
    await user.click(screen.getByRole('link', { name: 'Pipeline' }));

    expect(await screen.findByLabelText('E-mail address')).toBeVisible();
    expect(at()).toContain('returnTo=%2Fo%2Fnorthline%2Fpipeline');
  });

  it('server_WhenItDoesNotAnswerAtTheStart_OffersAnotherTry', async () => {
    const api = serve();
    server.use(http.get('*/api/v1/me', () => HttpResponse.error()));
    const { user } = await renderApp(api, '/');
    expect(await screen.findByRole('alert')).toHaveTextContent('CallScript cannot be reached');

    server.resetHandlers(http.all('*/api/v1/*', ({ request }) => api.handle(request)));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Nothing to review' })).toBeVisible();
  });

  it('theme_WhenChosen_IsAppliedAndRemembered', async () => {
    const { user } = await renderApp(serve(), '/');
    await screen.findByRole('heading', { name: 'Nothing to review' });
    await user.click(screen.getByRole('button', { name: 'Dana Reyes' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Dark' }));

    expect(document.documentElement).toHaveClass('dark');
    expect(localStorage.getItem('callscript.theme')).toBe('dark');
    await user.click(screen.getByRole('button', { name: 'Dana Reyes' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'System' }));
    expect(document.documentElement).not.toHaveClass('dark');
  });

  it('keys_WhenANumberIsPressed_OpenThatPage', async () => {
    const { user } = await renderApp(serve(), '/');
    await screen.findByRole('heading', { name: 'Nothing to review' });
    await user.keyboard('4');
    expect(await screen.findByRole('heading', { level: 1, name: 'Rules' })).toBeVisible();
  });
});

describe('pipeline', () => {
  const laneOf = (api: ReturnType<typeof serve>, name: string) => api.world.lanes.find(({ lane }) => lane === name)!;

  it('lanes_WhenTheyHaveWork_ShowDepthAndAge', async () => {
    const api = serve({
      calls: new Map([[first.id, [callDetail({ call: { status: 'processing' } }), callDetail({ call: { status: 'safe' } })]]]),
    });
    Object.assign(laneOf(api, 'factory'), { waiting: 138, running: 2, delayed: 3, failed: 1, oldestWaitingSeconds: 1312 });
    await renderApp(api, '/o/northline/pipeline');

    const factory = await screen.findByRole('listitem', { name: 'Factory' });
    expect(factory).toHaveTextContent('138waiting');
    expect(factory).toHaveTextContent('2 running');
    expect(factory).toHaveTextContent('21 min');
    expect(screen.getByRole('heading', { name: '2 calls' })).toBeVisible();
  });

  it('counts_WhenPressed_OpenThoseCalls', async () => {
    const { user } = await renderApp(serve(), '/o/northline/pipeline');
    await user.click(await screen.findByRole('link', { name: 'Failed' }));
    await waitFor(() => expect(at()).toBe('/o/northline/calls?status=failed'));
  });

  it('numbers_WhenTheyChange_AreRefreshed', async () => {
    const api = serve();
    await renderApp(api, '/o/northline/pipeline');
    const judge = await screen.findByRole('listitem', { name: 'Judge' });
    expect(judge).toHaveTextContent('0waiting');
    Object.assign(laneOf(api, 'judge'), { waiting: 7 });
    await waitFor(() => expect(judge).toHaveTextContent('7waiting'));
  });
});

describe('rules', () => {
  it('rules_WhenListed_SayWhatIsNotChecked', async () => {
    const api = serve({
      rules: [
        rule({ slug: 'dead_air', title: 'Dead air', severity: 'warning', party: 'none' }),
        rule({ slug: 'cms_disclaimer', title: 'No CMS disclaimer', verticals: ['medicare'], evaluated: false }),
      ],
    });
    await renderApp(api, '/o/northline/rules');
    const list = await screen.findByRole('region', { name: 'Rule list' });
    const rows = await within(list).findAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('No CMS disclaimer');
    expect(rows[0]).toHaveTextContent('Not checked by the current judge');
    expect(rows[0]).toHaveTextContent('Medicare');
    expect(rows[1]).toHaveTextContent('Every vertical');
    expect(rows[1]).not.toHaveTextContent('Not checked');
  });

  it('rules_WhenTheServerBreaks_OfferAnotherTry', async () => {
    const api = serve();
    server.use(http.get(`${organizationPath}/rules`, () => problem(500, 'internal', 'It broke.')));
    await renderApp(api, '/o/northline/rules');
    expect(await screen.findByRole('alert')).toHaveTextContent('It broke.');
  });
});
