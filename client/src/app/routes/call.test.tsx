import { act, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import type { CallDetail, Membership } from '@/api/types';
import { playTo } from '@/testing/browser-gaps';
import { callDetail, flag, flagOn, membership } from '@/testing/factories';
import { gate } from '@/testing/gate';
import { problem } from '@/testing/problem';
import { renderApp } from '@/testing/render-app';
import { organizationPath, serve, server } from '@/testing/server';

const organization = membership();

const flaggedCall = () =>
  callDetail({
    lines: [
      { speaker: 'agent', text: 'Hello, this is Marcus with Harbor Health.' },
      { speaker: 'caller', text: 'Hi, what does it cost?' },
      { speaker: 'agent', text: 'You are guaranteed approval for the plan.', pause: 2 },
    ],
    flags: (said) => [
      flag({ slug: 'recording_disclosure', title: 'No recording disclosure', explanation: 'Nobody says that the call may be recorded.' }),
      flagOn(said, 'guaranteed approval', { explanation: 'Approval is promised.' }),
      flag({ slug: 'dead_air', title: 'Dead air', severity: 'warning', start: 4, end: 31, explanation: 'Nobody speaks for 27 seconds.' }),
    ],
  });

async function open(detail: CallDetail = flaggedCall(), role: Membership['role'] = 'admin') {
  const api = serve({ organizations: [membership({ role })], calls: new Map([[organization.id, [detail]]]) });
  const app = await renderApp(api, `/o/northline/calls/${detail.call.id}`);
  await screen.findByRole('heading', { level: 1, name: '(555) 123-4567' });
  return { ...app, api, detail };
}

const audio = () => document.querySelector('audio') as HTMLAudioElement;
const ready = () => waitFor(() => expect(audio().readyState).toBeGreaterThan(0));
const card = (title: string) => screen.getByRole('heading', { level: 3, name: new RegExp(title) }).closest('article') as HTMLElement;
const currentWord = () => document.querySelector('[data-current]')?.textContent;
const word = (text: string) => screen.getByText(text, { selector: '[data-word]' });

describe('call', () => {
  it('flagCard_WhenPressed_JumpsToItsSecondAndPlays', async () => {
    const { user, detail } = await open();
    await ready();
    await user.click(within(card('Guaranteed outcome')).getByRole('button'));

    expect(audio().currentTime).toBe(detail.flags[1]!.start);
    expect(audio().paused).toBe(false);
    expect(currentWord()).toBe('guaranteed');
    expect(screen.getByRole('button', { name: 'Pause' })).toBeVisible();
  });

  it('flagCard_AfterAClick_LeavesTheSpaceBarToThePlayer', async () => {
    const { user } = await open();
    await ready();
    await user.click(within(card('Guaranteed outcome')).getByRole('button'));
    await user.keyboard(' ');
    expect(audio().paused).toBe(true);
  });

  it('flagCard_WhenPressedByKeyboard_KeepsTheFocusAndJumpsAgain', async () => {
    const { user, detail } = await open();
    await ready();
    const button = within(card('Guaranteed outcome')).getByRole('button');
    button.focus();
    await user.keyboard('{Enter}');
    act(() => playTo(audio(), 9));
    await user.keyboard(' ');
    expect(audio().currentTime).toBe(detail.flags[1]!.start);
    expect(button).toHaveFocus();
  });

  it('flagCard_WhenNothingWasSaid_SaysSoAndHasNowhereToJump', async () => {
    await open();
    const absence = card('No recording disclosure');
    expect(absence).toHaveTextContent('Nothing said: Nobody says that the call may be recorded.');
    expect(within(absence).queryByRole('button')).toBeNull();
    expect(card('Dead air')).toHaveTextContent('Nothing said from 0:04 to 0:31');
  });

  it('marker_WhenPressed_JumpsLikeTheCard', async () => {
    const { user, detail } = await open();
    await ready();
    const markers = screen.getByRole('list', { name: 'Flags in the recording' });
    expect(within(markers).getAllByRole('button')).toHaveLength(2);
    await user.click(within(markers).getByRole('button', { name: /^Critical: Guaranteed outcome/ }));
    expect(audio().currentTime).toBe(detail.flags[1]!.start);
  });

  it('transcript_WhenPlaying_MarksTheCurrentWordAndSegment', async () => {
    const { detail } = await open();
    await ready();
    const second = detail.transcript!.segments[1]!;
    act(() => playTo(audio(), second.words[1]!.start + 0.01));
    expect(currentWord()).toBe('what');
    expect(document.querySelector('[aria-current="true"]')).toHaveTextContent('Hi, what does it cost?');

    act(() => playTo(audio(), second.end + 0.5));
    expect(currentWord()).toBeUndefined();
  });

  it('transcript_WhenAWordIsClicked_SeeksToIt', async () => {
    const { user, detail } = await open();
    await ready();
    await user.click(word('cost?'));
    expect(audio().currentTime).toBe(detail.transcript!.segments[1]!.words.at(-1)!.start);
    expect(audio().paused).toBe(true);
  });

  it('transcript_WhenItsTimeIsPressed_PlaysFromThere', async () => {
    const { user, detail } = await open();
    await ready();
    await user.click(screen.getAllByRole('button', { name: /play from here$/ })[2]!);
    expect(audio().currentTime).toBe(detail.transcript!.segments[2]!.start);
    expect(audio().paused).toBe(false);
  });

  it('transcript_WhenEvidenceIsInIt_UnderlinesExactlyThoseWords', async () => {
    await open();
    const underlined = [...document.querySelectorAll('[data-word]')].filter((element) => element.className.includes('decoration-critical'));
    expect(underlined.map((element) => element.textContent)).toEqual(['guaranteed', 'approval']);
  });

  it('transcript_WhenScrolledByHand_StopsFollowingUntilAsked', async () => {
    const scrolls = vi.spyOn(Element.prototype, 'scrollTo');
    const { user, detail } = await open();
    await ready();
    const region = screen.getByRole('region', { name: 'What was said' });
    act(() => playTo(audio(), detail.transcript!.segments[1]!.start + 0.1));
    const followed = scrolls.mock.calls.length;
    expect(followed).toBeGreaterThan(0);

    act(() => void region.dispatchEvent(new WheelEvent('wheel')));
    act(() => playTo(audio(), detail.transcript!.segments[2]!.start + 0.1));
    expect(scrolls.mock.calls.length).toBe(followed);

    await user.click(screen.getByRole('button', { name: 'Follow playback' }));
    expect(scrolls.mock.calls.length).toBe(followed + 1);
    expect(screen.queryByRole('button', { name: 'Follow playback' })).toBeNull();
  });

  it('transcript_WhenSearched_CountsAndSteps', async () => {
    const { user } = await open();
    await user.keyboard('/');
    const field = screen.getByRole('searchbox', { name: 'Search in the transcript' });
    expect(field).toHaveFocus();
    await user.type(field, 'th');
    expect(screen.getByText('1 of 4')).toBeVisible();
    await user.keyboard('{Enter}');
    expect(screen.getByText('2 of 4')).toBeVisible();
    await user.keyboard('{Shift>}{Enter}{Enter}{/Shift}');
    expect(screen.getByText('4 of 4')).toBeVisible();
    await user.clear(field);
    await user.type(field, 'nowhere');
    expect(screen.getByText('No match')).toBeVisible();
  });

  it('keys_WhenPressed_DriveThePlayer', async () => {
    const { user } = await open();
    await ready();
    await user.keyboard(' ');
    expect(audio().paused).toBe(false);
    await user.keyboard('{ArrowRight}');
    expect(audio().currentTime).toBe(5);
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(audio().currentTime).toBe(0);
    await user.keyboard('.');
    expect(audio().playbackRate).toBe(1.25);
    await user.keyboard('n');
    expect(audio().currentTime).toBe(4);
    await user.keyboard(' ');
    expect(audio().paused).toBe(true);
  });

  it('keys_WhenWritingANote_StayInTheNote', async () => {
    const { user, api } = await open();
    await ready();
    await user.type(screen.getByLabelText('Note'), 'sc ?');
    expect(screen.getByLabelText('Note')).toHaveValue('sc ?');
    expect(audio().paused).toBe(true);
    expect(api.log.some((entry) => entry.endsWith('mark-safe'))).toBe(false);
  });

  it('recording_WhenTheLinkIsRefused_SaysSoAndKeepsTheWords', async () => {
    const detail = flaggedCall();
    const api = serve({ calls: new Map([[organization.id, [detail]]]) });
    server.use(
      http.post(`${organizationPath}/calls/:callId/audio-link`, () => problem(404, 'recording_not_found', 'The recording was deleted.')),
    );
    await renderApp(api, `/o/northline/calls/${detail.call.id}`);

    expect(await screen.findByText('The recording cannot be loaded: The recording was deleted.')).toBeVisible();
    expect(word('guaranteed')).toBeVisible();
  });
});

describe('review', () => {
  it('markSafe_WhenPressed_ShowsItAtOnceAndRecordsTheNote', async () => {
    const { user, detail } = await open();
    await user.type(screen.getByLabelText('Note'), 'Quoted from a letter.');
    await user.click(screen.getByRole('button', { name: /^Mark safe/ }));

    expect(await screen.findByText('Call marked safe.')).toBeVisible();
    expect(detail.reviews[0]).toMatchObject({ decision: 'safe', note: 'Quoted from a letter.' });
    expect(await screen.findByText('Quoted from a letter.', { selector: 'li p' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Mark safe/ })).toBeNull();
  });

  it('markSafe_WhileItIsBeingSent_IsShownAlready', async () => {
    const { user, api } = await open();
    const answer = gate();
    server.use(
      http.post(`${organizationPath}/calls/:callId/mark-safe`, async ({ request }) => {
        await answer.opened;
        return api.handle(request);
      }),
    );
    await user.click(screen.getByRole('button', { name: /^Mark safe/ }));

    expect((await screen.findAllByText('Marked safe')).length).toBeGreaterThan(0);
    expect(screen.queryByText('Call marked safe.')).toBeNull();
    answer.open();
    expect(await screen.findByText('Call marked safe.')).toBeVisible();
  });

  it('markSafe_WhenRefused_TakesItBackAndKeepsTheNote', async () => {
    const { user } = await open();
    server.use(
      http.post(`${organizationPath}/calls/:callId/mark-safe`, () => problem(409, 'call_not_flagged', 'Somebody else has decided.')),
    );
    await user.type(screen.getByLabelText('Note'), 'mine');
    await user.click(screen.getByRole('button', { name: /^Mark safe/ }));

    expect(await screen.findByRole('alert')).toHaveTextContent('The call was not marked safe: Somebody else has decided.');
    expect(screen.getByLabelText('Note')).toHaveValue('mine');
    expect(screen.getByRole('button', { name: /^Mark safe/ })).toBeEnabled();
  });

  it('confirm_WhenPressedC_ConfirmsTheViolation', async () => {
    const { user, detail } = await open();
    await user.keyboard('c');
    expect(await screen.findByText('Violation confirmed.')).toBeVisible();
    expect(detail.call.reviewState).toBe('confirmed');
  });

  it('markSafe_WhenConfirmedBefore_MayChangeTheDecision', async () => {
    const detail = flaggedCall();
    detail.call = { ...detail.call, reviewState: 'confirmed' };
    const { user } = await open(detail);
    await user.click(screen.getByRole('button', { name: 'Mark safe instead' }));
    expect(await screen.findByText('Call marked safe.')).toBeVisible();
    expect(detail.call.status).toBe('safe');
  });

  it('review_WhenOnlyAViewer_ExplainsInsteadOfOffering', async () => {
    await open(flaggedCall(), 'viewer');
    expect(screen.getByText(/A reviewer decides on it/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Mark safe/ })).toBeNull();
  });

  it('history_WhenDecided_NamesWhoWhenAndWhy', async () => {
    await open({
      ...flaggedCall(),
      reviews: [{ id: 'r1', decision: 'confirmed', reviewerName: 'Ana Lopez', note: 'Clear case.', decidedAt: '2026-03-04T16:00:00Z' }],
    });
    const history = screen.getByRole('list', { name: 'Decisions' });
    expect(history).toHaveTextContent('Ana Lopez confirmed the violation');
    expect(history).toHaveTextContent('Clear case.');
  });
});

describe('states', () => {
  it('call_WhenNobodySpeaks_IsNotCalledClean', async () => {
    await open(callDetail({ call: { status: 'skipped', skipReason: 'no_speech', score: null }, recording: { durationSeconds: 20 } }));
    expect(screen.getByRole('heading', { name: 'No speech in this recording' })).toBeVisible();
    expect(screen.getByText(/not the same as a clean call/)).toBeVisible();
    expect(screen.queryByText('No rule was broken on this call.')).toBeNull();
    expect(screen.getByText('Nothing was judged on this call.')).toBeVisible();
  });

  it('call_WhenNothingWasFound_SaysSo', async () => {
    await open(callDetail({ lines: [{ speaker: 'agent', text: 'Hello.' }] }));
    expect(screen.getByText('No rule was broken on this call.')).toBeVisible();
  });

  it('call_WhenFailed_ShowsWhyAndCanBeSentBack', async () => {
    const { user, detail } = await open(
      callDetail({
        call: { status: 'failed', failure: { category: 'corrupt_recording', detail: 'The file ends early.' } },
        recording: null,
        transcript: null,
      }),
    );
    expect(screen.getByRole('heading', { name: 'Failed: Corrupt recording' })).toBeVisible();
    expect(screen.getByText('The file ends early.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Retry' }));

    expect(await screen.findByText('The recording is being fetched and put into the vault.')).toBeVisible();
    expect(detail.call.status).toBe('pending');
  });

  it('call_WhenItsRecordingCannotBeDecoded_KeepsItsHashAndOffersNoPlayer', async () => {
    const { api, detail } = await open(
      callDetail({
        call: { status: 'failed', failure: { category: 'audio_unreadable', detail: 'The file is damaged.' } },
        recording: { durationSeconds: 0, channels: 1, peaks: [] },
        transcript: null,
      }),
    );
    expect(screen.getByText(detail.recording!.sha256)).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Player' })).toBeNull();
    expect(api.log.some((entry) => entry.endsWith('/audio-link'))).toBe(false);
  });

  it('retry_WhenOnlyAReviewer_IsNotOffered', async () => {
    await open(callDetail({ call: { status: 'failed', failure: null }, recording: null, transcript: null }), 'reviewer');
    expect(screen.getByRole('heading', { name: 'This call failed' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
  });

  it('call_WhenSilenceItselfBreaksARule_SaysWhatCouldBeJudged', async () => {
    await open(callDetail({ recording: { durationSeconds: 90 }, flags: () => [flag({ title: 'Dead air', start: 0, end: 90 })] }));
    expect(screen.getByText(/only its silence could be judged/)).toBeVisible();
    expect(screen.getByRole('button', { name: /^Mark safe/ })).toBeEnabled();
  });

  it('retry_WhenRefused_SaysWhy', async () => {
    const { user } = await open(callDetail({ call: { status: 'failed', failure: null }, recording: null, transcript: null }));
    server.use(http.post(`${organizationPath}/calls/:callId/retry`, () => problem(409, 'call_not_failed', 'It is already under way.')));
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('It is already under way.');
  });

  it('call_WhenSkipped_SaysWhyAndThatItWasNotJudged', async () => {
    await open(callDetail({ call: { status: 'skipped', skipReason: 'too_short' }, recording: null, transcript: null }));
    expect(screen.getByRole('heading', { name: 'Skipped: Too short' })).toBeVisible();
    expect(screen.getByText(/neither safe nor flagged/)).toBeVisible();
  });

  it('call_WhenStillMoving_FollowsItUntilItArrives', async () => {
    const detail = callDetail({ call: { status: 'processing' }, lines: [{ speaker: 'agent', text: 'Hello.' }], transcript: null });
    await open(detail);
    expect(screen.getByText('The recording is being transcribed.')).toBeVisible();
    expect(screen.getByRole('listitem', { current: 'step' })).toHaveTextContent('Transcript');

    detail.call = { ...detail.call, status: 'judging' };
    expect(await screen.findByText('The words are being checked against the rules.')).toBeVisible();
  });

  it('call_WhenItDoesNotExist_SaysSo', async () => {
    const api = serve();
    await renderApp(api, '/o/northline/calls/00000000-0000-7000-8000-00000000dead');
    expect(await screen.findByRole('heading', { level: 1, name: 'This call does not exist' })).toBeVisible();
  });

  it('details_WhenARecordingIsStored_ShowItsHash', async () => {
    const { detail } = await open();
    expect(screen.getByText(detail.recording!.sha256)).toBeInTheDocument();
    expect(screen.getByText('Stereo, a party on each channel')).toBeInTheDocument();
  });
});
