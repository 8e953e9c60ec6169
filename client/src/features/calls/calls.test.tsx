import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { CallDetail } from '@/api/types';
import { addDays, dayOf } from '@/lib/format';
import { session } from '@/lib/session';
import { UnfinishedUploads } from '@/lib/unfinished-uploads';
import { callDetail, membership } from '@/testing/factories';
import { fakeSelfId } from '@/testing/fake-organization';
import { problem } from '@/testing/problem';
import { at, renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const organization = membership();
const campaign = {
  id: 'aaaaaaaa-0000-7000-8000-000000000001',
  name: 'Medicare Advantage East',
  vertical: 'medicare',
  isVerticalConfirmed: true,
  rejudgement: null,
} as const;

const calls = (): CallDetail[] => [
  callDetail({ call: { callerNumber: '+13125550001', publisherName: 'BlueSky Leads' } }),
  callDetail({
    call: { callerNumber: '+13125550002', status: 'failed', failure: { category: 'corrupt_recording', detail: 'Bad frame.' } },
    recording: null,
    transcript: null,
  }),
  callDetail({ call: { callerNumber: '+13125550003', vertical: 'solar', publisherName: 'ClickRiver', campaignId: null } }),
];

async function open(path = '/o/northline/calls', list = calls()) {
  const requests: URLSearchParams[] = [];
  const api = serve({ calls: new Map([[organization.id, list]]), campaigns: [campaign] });
  server.use(
    http.get(`${organizationPath}/calls`, ({ request }) => {
      requests.push(new URL(request.url).searchParams);
      return api.handle(request);
    }),
  );
  const app = await renderApp(api, path);
  await screen.findByRole('heading', { name: 'Calls', level: 1 });
  return { ...app, api, list, requests };
}

const links = () => screen.findAllByRole('link', { name: /^\(312\)/ }).then((found) => found.map((link) => link.textContent));

describe('calls', () => {
  it('list_WhenCallsExist_ShowsThemAsATable', async () => {
    await open();
    const table = await screen.findByRole('table', { name: 'Calls' });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map((header) => header.textContent),
    ).toContain('Revenue');
    expect(await links()).toEqual(['(312) 555-0001', '(312) 555-0002', '(312) 555-0003']);
    expect(within(table).getByText('Corrupt recording')).toBeVisible();
  });

  it('list_WhenLong_DrawsOnlyWhatIsInViewAndFetchesByCursor', async () => {
    const many = Array.from({ length: 250 }, (_, index) => callDetail({ call: { callerNumber: `+1312555${(1000 + index).toString()}` } }));
    const { requests } = await open('/o/northline/calls', many);
    const drawn = await links();
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn.length).toBeLessThan(60);
    expect(requests[0]?.get('limit')).toBe('100');
    expect(requests[0]?.has('cursor')).toBe(false);
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '101');
  });

  it('filters_WhenChosen_AreInTheAddressAndInTheRequest', async () => {
    const { user, requests } = await open();
    await links();
    await user.selectOptions(screen.getByLabelText('Status'), 'failed');
    await waitFor(() => expect(at()).toBe('/o/northline/calls?status=failed'));
    await waitFor(async () => expect(await links()).toEqual(['(312) 555-0002']));
    expect(requests.at(-1)?.get('status')).toBe('failed');

    await user.selectOptions(screen.getByLabelText('Status'), '');
    await user.selectOptions(await screen.findByLabelText('Campaign'), campaign.id);
    await waitFor(() => expect(at()).toBe(`/o/northline/calls?campaign=${campaign.id}`));
    await waitFor(() => expect(requests.at(-1)?.get('campaignId')).toBe(campaign.id));
  });

  it('search_WhenTyped_WaitsForTheHandsToRest', async () => {
    const { user, requests } = await open();
    await links();
    await user.type(screen.getByRole('searchbox', { name: 'Search calls' }), 'click');
    await waitFor(() => expect(at()).toBe('/o/northline/calls?search=click'));
    await waitFor(async () => expect(await links()).toEqual(['(312) 555-0003']));
    expect(requests.filter((search) => search.has('search')).map((search) => search.get('search'))).toEqual(['click']);
    expect(screen.getByRole('searchbox', { name: 'Search calls' })).toHaveFocus();
  });

  it('dates_WhenAPresetIsChosen_AskForWholeLocalDays', async () => {
    const { user, requests } = await open();
    await links();
    await user.selectOptions(screen.getByLabelText('Date'), 'Last 7 days');
    const now = new Date();
    const [first, last] = [dayOf(addDays(now, -6)), dayOf(now)];
    await waitFor(() => expect(at()).toBe(`/o/northline/calls?from=${first}&to=${last}`));
    await waitFor(() => expect(requests.at(-1)?.get('from')).toBe(addDays(now, -6).toISOString()));
    expect(requests.at(-1)?.get('to')).toBe(addDays(now, 1).toISOString());
  });

  it('dates_WhenInTheAddress_AreShown', async () => {
    await open('/o/northline/calls?from=2026-03-01&to=2026-03-04');
    expect(await screen.findByLabelText('From')).toHaveValue('2026-03-01');
    expect(screen.getByLabelText('To')).toHaveValue('2026-03-04');
  });

  it('list_WhenNothingMatches_OffersToClear', async () => {
    const { user } = await open('/o/northline/calls?status=skipped');
    await user.click(await screen.findByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(at()).toBe('/o/northline/calls'));
    expect(await links()).toHaveLength(3);
  });

  it('list_WhenThereIsNoCall_SaysHowToGetOne', async () => {
    const { user } = await open('/o/northline/calls', []);
    const state = (await screen.findByRole('heading', { name: 'No calls yet' })).parentElement as HTMLElement;
    await user.click(within(state).getByRole('button', { name: 'Import' }));
    expect(await screen.findByRole('dialog', { name: 'Import recordings' })).toBeVisible();
  });
});

describe('import', () => {
  const wav = (name: string) => new File(['RIFF....WAVE'], name, { type: 'audio/wav' });

  async function openDialog() {
    const opened = await open();
    await links();
    await opened.user.click(screen.getByRole('button', { name: 'Import' }));
    const dialog = await screen.findByRole('dialog', { name: 'Import recordings' });
    return { ...opened, dialog, picker: within(dialog).getByLabelText('Recordings') };
  }

  const storedUploads = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith('callscript.uploads.'))
      .map((key) => localStorage.getItem(key));

  /** As a reload in the middle of an upload leaves it. */
  async function openInterrupted() {
    const opened = await openDialog();
    const begun = wav('call.wav');
    const created = await session.fetch(
      new Request(`${window.location.origin}/api/v1/organizations/${organization.id}/uploads`, {
        method: 'POST',
        headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': begun.size.toString(), 'Upload-Metadata': `filename ${btoa('call.wav')}` },
      }),
    );
    const url = new URL(created.headers.get('Location') ?? '', window.location.origin).href;
    await new UnfinishedUploads(fakeSelfId, organization.id).keep(begun, url, new Date(Date.now() + 60_000));
    return { ...opened, begun };
  }

  it('import_WhenAccepted_SendsDetailsClosesAndShowsTheCall', async () => {
    const { user, dialog, picker, list } = await openDialog();
    await user.upload(picker, wav('call.wav'));
    await user.type(within(dialog).getByLabelText('Campaign'), 'Test campaign');
    await user.selectOptions(within(dialog).getByLabelText('Vertical'), 'solar');
    await user.type(within(dialog).getByLabelText('Caller number'), '+13125550009');
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));

    expect(await screen.findByText('The recording is on its way through the pipeline.')).toBeVisible();
    expect(list[0]?.call).toMatchObject({
      source: 'upload',
      sourceCallId: 'call.wav',
      campaignName: 'Test campaign',
      callerNumber: '+13125550009',
    });
    expect(screen.queryByRole('dialog', { name: 'Import recordings' })).toBeNull();
    await waitFor(async () => expect(await links()).toContain('(312) 555-0009'));
  });

  it('import_WhenDropped_ListsTheFilesAndOneCanBeRemoved', async () => {
    const { user, dialog } = await openDialog();
    fireEvent.drop(within(dialog).getByText(/Drop recordings here/), { dataTransfer: { files: [wav('a.wav'), wav('b.wav')] } });
    expect(within(dialog).getByRole('button', { name: 'Import 2 recordings' })).toBeEnabled();
    await user.click(within(dialog).getByRole('button', { name: 'Remove a.wav' }));
    expect(within(dialog).queryByText('a.wav')).toBeNull();
  });

  it('import_WhenOneFileIsRefused_SaysWhyAndKeepsTheOthers', async () => {
    const { user, dialog, picker, list } = await openDialog();
    fireEvent.change(picker, { target: { files: [new File(['x'], 'notes.txt'), wav('good.wav')] } });
    await user.click(within(dialog).getByRole('button', { name: 'Import 2 recordings' }));

    expect(await within(dialog).findByRole('alert')).toHaveTextContent('This is not a recording that can be read.');
    expect(await within(dialog).findByText('Imported')).toBeVisible();
    expect(list[0]?.call.sourceCallId).toBe('good.wav');
    expect(within(dialog).getByRole('button', { name: 'Import' })).toBeEnabled();
  });

  it('import_WhenAFieldIsRefused_ShowsItThere', async () => {
    const { user, dialog, picker } = await openDialog();
    server.use(
      http.post(`${organizationPath}/uploads`, () =>
        problem(400, 'validation', 'Not valid.', { callerNumber: ['This is no phone number.'] }),
      ),
    );
    await user.upload(picker, wav('call.wav'));
    await user.type(within(dialog).getByLabelText('Caller number'), 'abc');
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));

    await waitFor(() => expect(within(dialog).getByLabelText('Caller number')).toHaveAccessibleDescription('This is no phone number.'));
  });

  it('import_WhenPaused_GoesOnFromWhereItWas', async () => {
    const { user, api, dialog, picker } = await openDialog();
    server.use(http.patch(`${organizationPath}/uploads/:uploadId`, () => new Promise<never>(() => undefined), { once: true }));
    await user.upload(picker, wav('call.wav'));
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));
    await user.click(await within(dialog).findByRole('button', { name: 'Pause call.wav' }));
    await user.click(await within(dialog).findByRole('button', { name: 'Resume call.wav' }));

    expect(await screen.findByText('The recording is on its way through the pipeline.')).toBeVisible();
    expect(api.log.some((entry) => entry.startsWith('HEAD ') && entry.includes('/uploads/'))).toBe(true);
  });

  it('import_AfterAReload_GoesOnFromWhereItWas', async () => {
    const { user, api, dialog, picker, begun } = await openInterrupted();
    await user.upload(picker, begun);
    expect(await within(dialog).findByText('Begun before, goes on where it stopped')).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));

    expect(await screen.findByText('The recording is on its way through the pipeline.')).toBeVisible();
    expect(api.log.filter((entry) => entry.startsWith('POST ') && entry.endsWith('/uploads'))).toHaveLength(1);
    await waitFor(() => expect(storedUploads()).toHaveLength(0));
  });

  it('import_AfterAReload_WithOtherDetails_StartsAnew', async () => {
    const { user, api, dialog, picker, begun } = await openInterrupted();
    await user.upload(picker, begun);
    await user.type(within(dialog).getByLabelText('Campaign'), 'Another');
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));

    expect(await screen.findByText('The recording is on its way through the pipeline.')).toBeVisible();
    expect(api.log.filter((entry) => entry.startsWith('POST ') && entry.endsWith('/uploads'))).toHaveLength(2);
  });

  it('import_WhenCancelledOrSignedOut_IsForgotten', async () => {
    const first = await openDialog();
    server.use(http.patch(`${organizationPath}/uploads/:uploadId`, () => new Promise<never>(() => undefined), { once: true }));
    await first.user.upload(first.picker, wav('call.wav'));
    await first.user.click(within(first.dialog).getByRole('button', { name: 'Import' }));
    await waitFor(() => expect(storedUploads()).toHaveLength(1));
    expect(storedUploads()[0]).not.toContain('call.wav');
    await first.user.click(within(first.dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(storedUploads()).toHaveLength(0));

    localStorage.setItem('callscript.uploads.somebody.somewhere', '{}');
    await act(() => session.signOut());
    expect(storedUploads()).toHaveLength(0);
  });

  it('import_WhenTheConnectionBreaks_TriesAgainByItself', async () => {
    const { user, dialog, picker } = await openDialog();
    server.use(http.patch(`${organizationPath}/uploads/:uploadId`, () => HttpResponse.error(), { once: true }));
    await user.upload(picker, wav('call.wav'));
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));

    expect(await screen.findByText('The recording is on its way through the pipeline.')).toBeVisible();
  });

  it('import_WhenTheTokenHasExpired_RenewsItAndSendsAgain', async () => {
    const { user, api, dialog, picker } = await openDialog();
    api.expireTokens();
    await user.upload(picker, wav('call.wav'));
    await user.click(within(dialog).getByRole('button', { name: 'Import' }));

    expect(await screen.findByText('The recording is on its way through the pipeline.')).toBeVisible();
    expect(api.countOf('POST /api/v1/auth/refresh')).toBe(1);
  });
});
