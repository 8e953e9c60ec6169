import { describe, expect, it, vi } from 'vitest';
import type { AudioLink } from '@/api/types';
import { Player } from '@/features/player/player';
import { ApiError } from '@/lib/problem';
import { breakMedia, playTo } from '@/testing/browser-gaps';

function link(minutes = 5): AudioLink {
  return { url: `/api/v1/audio/x?signature=${Math.random()}`, expiresAt: new Date(Date.now() + minutes * 60_000).toISOString() };
}

function playerOf(createLink: () => Promise<AudioLink> = async () => link()) {
  const audio = document.createElement('audio');
  const links = vi.fn(createLink);
  return { player: new Player(60, links, audio), audio, links };
}

const ready = (player: Player) => vi.waitFor(() => expect(player.state().phase).toBe('ready'));

describe('Player', () => {
  it('open_WhenTheLinkArrives_IsReadyAndSilent', async () => {
    const { player, audio } = playerOf();
    await player.open();
    await ready(player);
    expect(audio.paused).toBe(true);
  });

  it('playFrom_WhenStillLoading_StartsThereOnceItCan', async () => {
    const { player, audio } = playerOf();
    const opening = player.open();
    player.playFrom(31.5);
    expect(player.time).toBe(31.5);
    await opening;
    await ready(player);
    await vi.waitFor(() => expect(player.state().playing).toBe(true));
    expect(audio.currentTime).toBe(31.5);
  });

  it('seek_WhenOutOfRange_StaysInside', async () => {
    const { player } = playerOf();
    await player.open();
    await ready(player);
    player.seek(-4);
    expect(player.time).toBe(0);
    player.seek(400);
    expect(player.time).toBeCloseTo(59.95);
  });

  it('skip_WhenPlaying_MovesFromWhereItIs', async () => {
    const { player, audio } = playerOf();
    await player.open();
    await ready(player);
    playTo(audio, 20);
    player.skip(-5);
    expect(player.time).toBe(15);
  });

  it('play_WhenTheLinkHasExpired_RenewsItAndGoesOnFromThere', async () => {
    const links = [link(0), link(5)];
    const { player, audio, links: created } = playerOf(async () => links.shift() ?? link());
    await player.open();
    await ready(player);
    playTo(audio, 12);

    await player.play();
    await vi.waitFor(() => expect(audio.currentTime).toBe(12));

    expect(created).toHaveBeenCalledTimes(2);
    expect(player.state().playing).toBe(true);
  });

  it('error_WhenTheLinkIsRefusedWhilePlaying_RenewsAndGoesOn', async () => {
    const { player, audio, links } = playerOf();
    await player.open();
    await ready(player);
    await player.play();
    playTo(audio, 33);

    breakMedia(audio, 4);
    await vi.waitFor(() => expect(audio.currentTime).toBe(33));

    expect(links).toHaveBeenCalledTimes(2);
    expect(player.state().error).toBeNull();
  });

  it('error_WhenNoLinkHelps_GivesUpAndSaysSo', async () => {
    const { player, audio, links } = playerOf();
    await player.open();
    await ready(player);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const before = links.mock.calls.length;
      breakMedia(audio, 4);
      await vi.waitFor(() => expect(links.mock.calls.length > before || player.state().phase === 'failed').toBe(true));
      await vi.waitFor(() => expect(player.state().phase).not.toBe('loading'));
    }

    expect(player.state()).toMatchObject({ phase: 'failed', error: 'This browser cannot play the recording.' });
    expect(links).toHaveBeenCalledTimes(3);
  });

  it('error_WhenTheFileIsDamaged_DoesNotTryAgain', async () => {
    const { player, audio, links } = playerOf();
    await player.open();
    await ready(player);
    breakMedia(audio, 3);
    expect(player.state().error).toContain('damaged');
    expect(links).toHaveBeenCalledTimes(1);
  });

  it('open_WhenTheLinkIsRefused_FailsWithTheReasonAndMayBeTriedAgain', async () => {
    let refuse = true;
    const { player } = playerOf(async () => {
      if (refuse) {
        throw new ApiError(404, 'recording_not_found', 'The recording is gone.');
      }
      return link();
    });
    await player.open();
    expect(player.state()).toMatchObject({ phase: 'failed', error: 'The recording cannot be loaded: The recording is gone.' });

    refuse = false;
    await player.play();
    await ready(player);
    expect(player.state().playing).toBe(true);
  });

  it('play_WhenTheBrowserForbidsSound_SaysWhatToDo', async () => {
    const { player, audio } = playerOf();
    await player.open();
    await ready(player);
    vi.spyOn(audio, 'play').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    await player.play();
    expect(player.state().error).toContain('Press play again');
  });

  it('setRate_WhenTheLinkIsRenewed_IsKept', async () => {
    const { player, audio } = playerOf();
    await player.open();
    player.setRate(1.5);
    expect([audio.playbackRate, audio.defaultPlaybackRate, player.state().rate]).toEqual([1.5, 1.5, 1.5]);
  });

  it('close_WhenPlaying_StopsAndForgets', async () => {
    const { player, audio } = playerOf();
    await player.open();
    await ready(player);
    await player.play();
    player.close();
    expect(audio.paused).toBe(true);
    expect(audio.hasAttribute('src')).toBe(false);
  });
});
