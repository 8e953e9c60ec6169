import type { AudioLink } from '@/api/types';
import { messageOf } from '@/lib/problem';

export interface PlayerState {
  /** `idle` until the first link has been asked for; `failed` carries the reason in `error`. */
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  readonly playing: boolean;
  readonly rate: number;
  readonly error: string | null;
}

export const rates = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** Renewals in a row that brought no sound before the player gives up and says so. */
const maxRenewals = 2;

/** A link this close to its end is renewed before playback starts from it. */
const renewalMarginMs = 5000;

const mediaErrors: Readonly<Record<number, string>> = {
  3: 'The recording is damaged and cannot be played.',
  4: 'This browser cannot play the recording.',
};

/**
 * Plays one recording through an audio element. Time lives outside React: it changes sixty times a second, and only
 * the few places that show it subscribe to it.
 */
export class Player {
  readonly #audio: HTMLAudioElement;
  readonly #stateListeners = new Set<() => void>();
  readonly #timeListeners = new Set<() => void>();
  #state: PlayerState = { phase: 'idle', playing: false, rate: 1, error: null };
  #linkExpiresAt = 0;
  #renewals = 0;
  #frame = 0;
  /** Where to go once the new source knows how long it is. */
  #resumeAt: number | null = null;
  /** Whether a person wants sound; survives the moment in which a link is renewed. */
  #wanted = false;
  #loading: Promise<void> | null = null;
  #closed = true;

  constructor(
    readonly duration: number,
    private readonly createLink: () => Promise<AudioLink>,
    audio: HTMLAudioElement = new Audio(),
  ) {
    this.#audio = audio;
    audio.preload = 'metadata';
    audio.addEventListener('loadedmetadata', this.#onMetadata);
    audio.addEventListener('play', this.#onPlay);
    audio.addEventListener('playing', this.#onPlaying);
    audio.addEventListener('pause', this.#onPause);
    audio.addEventListener('ended', this.#onEnded);
    audio.addEventListener('seeked', this.#emitTime);
    audio.addEventListener('timeupdate', this.#emitTime);
    audio.addEventListener('error', this.#onError);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  readonly subscribeTime = (listener: () => void): (() => void) => {
    this.#timeListeners.add(listener);
    return () => this.#timeListeners.delete(listener);
  };

  readonly state = (): PlayerState => this.#state;

  /** Seconds from the start of the recording. */
  get time(): number {
    return this.#resumeAt ?? this.#audio.currentTime;
  }

  /** To be put into the page: assistive technology and the browser's media controls look for it there. */
  get element(): HTMLAudioElement {
    return this.#audio;
  }

  /** Asks for the recording so that the first press of play is answered at once. */
  async open(): Promise<void> {
    this.#closed = false;
    if (this.#state.phase === 'idle' || this.#state.phase === 'failed') {
      this.#renewals = 0;
      await this.#renew();
    }
  }

  async play(): Promise<void> {
    this.#wanted = true;
    if (this.#state.phase === 'failed' || this.#state.phase === 'idle') {
      await this.open();
    } else if (Date.now() > this.#linkExpiresAt - renewalMarginMs) {
      await this.#renew();
    }
    await this.#start();
  }

  pause(): void {
    this.#wanted = false;
    this.#audio.pause();
  }

  toggle(): void {
    if (this.#state.playing) {
      this.pause();
    } else {
      void this.play();
    }
  }

  seek(seconds: number): void {
    const target = Math.min(Math.max(seconds, 0), Math.max(this.duration - 0.05, 0));
    if (this.#audio.readyState === 0) {
      this.#resumeAt = target;
    } else {
      this.#audio.currentTime = target;
    }
    this.#emitTime();
  }

  skip(seconds: number): void {
    this.seek(this.time + seconds);
  }

  /** Goes to a second and plays from there: what a click on evidence means. */
  playFrom(seconds: number): void {
    this.seek(seconds);
    void this.play();
  }

  setRate(rate: number): void {
    this.#audio.defaultPlaybackRate = rate;
    this.#audio.playbackRate = rate;
    this.#set({ rate });
  }

  /** Stops the sound and lets go of the connection; `open` starts over. */
  close(): void {
    this.#closed = true;
    this.#wanted = false;
    this.#resumeAt = null;
    cancelAnimationFrame(this.#frame);
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    this.#audio.load();
    this.#state = { ...this.#state, phase: 'idle', playing: false, error: null };
  }

  #renew(): Promise<void> {
    this.#loading ??= this.#fetchLink().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #fetchLink(): Promise<void> {
    this.#set({ phase: 'loading', error: null });
    let link;
    try {
      link = await this.createLink();
    } catch (error) {
      this.#fail(`The recording cannot be loaded: ${messageOf(error)}`);
      return;
    }
    if (this.#closed) {
      return;
    }
    const position = this.time;
    this.#resumeAt = position > 0 ? position : null;
    this.#linkExpiresAt = Date.parse(link.expiresAt);
    this.#audio.src = link.url;
    this.#audio.load();
  }

  async #start(): Promise<void> {
    if (!this.#wanted || this.#closed || this.#state.phase === 'failed') {
      return;
    }
    try {
      await this.#audio.play();
    } catch (error) {
      // A pause or a new source overtook this start; whoever caused it decides what happens next.
      if (error instanceof DOMException && error.name === 'AbortError') {
        return;
      }
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#wanted = false;
        this.#set({ error: 'The browser wants a click before it plays sound. Press play again.' });
        return;
      }
      // A source that cannot be read also fires `error`, which is where it is dealt with.
    }
  }

  #fail(message: string): void {
    this.#wanted = false;
    this.#set({ phase: 'failed', playing: false, error: message });
  }

  #set(change: Partial<PlayerState>): void {
    if (this.#closed) {
      return;
    }
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#stateListeners) {
      listener();
    }
  }

  readonly #onMetadata = (): void => {
    if (this.#resumeAt !== null) {
      this.#audio.currentTime = this.#resumeAt;
      this.#resumeAt = null;
    }
    this.#set({ phase: 'ready' });
    this.#emitTime();
  };

  readonly #onPlay = (): void => {
    this.#set({ playing: true, error: null });
    cancelAnimationFrame(this.#frame);
    const tick = () => {
      this.#emitTime();
      this.#frame = requestAnimationFrame(tick);
    };
    this.#frame = requestAnimationFrame(tick);
  };

  readonly #onPlaying = (): void => {
    this.#renewals = 0;
  };

  readonly #onPause = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#set({ playing: false });
    this.#emitTime();
  };

  readonly #onEnded = (): void => {
    this.#wanted = false;
    this.#onPause();
  };

  readonly #onError = (): void => {
    if (this.#closed || this.#audio.error === null) {
      return;
    }
    const { code } = this.#audio.error;
    // An expired link looks like an unsupported source; so a new link is tried before the file is blamed.
    if (code !== MediaErrorCode.decode && this.#renewals < maxRenewals) {
      this.#renewals += 1;
      void this.#renew().then(() => this.#start());
      return;
    }
    this.#fail(mediaErrors[code] ?? 'The connection broke while the recording was loading.');
  };

  readonly #emitTime = (): void => {
    for (const listener of this.#timeListeners) {
      listener();
    }
  };
}

const MediaErrorCode = { decode: 3 } as const;
