import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createAudioLink } from '@/features/player/api/create-audio-link';
import { Player, type PlayerState } from '@/features/player/player';

export function usePlayerState(player: Player): PlayerState {
  return useSyncExternalStore(player.subscribe, player.state);
}

/**
 * Something that follows from the playback position, for example the index of the current word. The component renders
 * again only when it changes, so return a number, a string or a boolean.
 */
export function usePlayerTime<T extends number | string | boolean>(player: Player, select: (seconds: number) => T): T {
  return useSyncExternalStore(player.subscribeTime, () => select(player.time));
}

/** A player for one call; null while there is no recording. */
export function useCallPlayer(organizationId: string, callId: string, duration: number | null): Player | null {
  const player = useMemo(
    () => (duration === null ? null : new Player(duration, () => createAudioLink(organizationId, callId))),
    [organizationId, callId, duration],
  );
  useEffect(() => {
    void player?.open();
    return () => player?.close();
  }, [player]);
  return player;
}
