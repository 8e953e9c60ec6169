import { Blob, File } from 'node:buffer';

/** What jsdom leaves out of a browser and the client relies on, kept as small as it can be. */

const times = new WeakMap<HTMLMediaElement, number>();
const playing = new WeakSet<HTMLMediaElement>();
const ready = new WeakSet<HTMLMediaElement>();
const failures = new WeakMap<HTMLMediaElement, number>();

function define<T extends object>(prototype: T, members: Record<string, PropertyDescriptor>): void {
  for (const [name, descriptor] of Object.entries(members)) {
    Object.defineProperty(prototype, name, { configurable: true, ...descriptor });
  }
}

function later(work: () => void): void {
  queueMicrotask(work);
}

export async function installBrowserGaps(): Promise<void> {
  // Requests are the platform's own, and they do not know the forms and files that jsdom brings.
  const form = await new Response(new URLSearchParams()).formData();
  Object.assign(globalThis, { FormData: form.constructor, File, Blob });

  define(HTMLMediaElement.prototype, {
    currentTime: {
      get(this: HTMLMediaElement) {
        return times.get(this) ?? 0;
      },
      set(this: HTMLMediaElement, seconds: number) {
        times.set(this, seconds);
        later(() => this.dispatchEvent(new Event('seeked')));
      },
    },
    readyState: {
      get(this: HTMLMediaElement) {
        return ready.has(this) ? 1 : 0;
      },
    },
    paused: {
      get(this: HTMLMediaElement) {
        return !playing.has(this);
      },
    },
    error: {
      get(this: HTMLMediaElement) {
        const code = failures.get(this);
        return code === undefined ? null : { code, message: '' };
      },
    },
    load: {
      value(this: HTMLMediaElement) {
        ready.delete(this);
        failures.delete(this);
        times.delete(this);
        if (this.hasAttribute('src')) {
          later(() => {
            ready.add(this);
            this.dispatchEvent(new Event('loadedmetadata'));
          });
        }
      },
    },
    play: {
      value(this: HTMLMediaElement) {
        if (!playing.has(this)) {
          playing.add(this);
          this.dispatchEvent(new Event('play'));
          this.dispatchEvent(new Event('playing'));
        }
        return Promise.resolve();
      },
    },
    pause: {
      value(this: HTMLMediaElement) {
        if (playing.delete(this)) {
          this.dispatchEvent(new Event('pause'));
        }
      },
    },
  });

  define(HTMLCanvasElement.prototype, { getContext: { value: () => null } });
  define(Element.prototype, { scrollTo: { value: () => undefined }, scrollIntoView: { value: () => undefined } });
  // Lists that draw only what is in view need a view.
  define(Element.prototype, { clientHeight: { get: () => 800 }, clientWidth: { get: () => 1200 } });
  define(HTMLDialogElement.prototype, {
    showModal: {
      value(this: HTMLDialogElement) {
        this.open = true;
      },
    },
    close: {
      value(this: HTMLDialogElement) {
        if (this.open) {
          this.open = false;
          this.dispatchEvent(new Event('close'));
        }
      },
    },
  });
  window.scrollTo = () => undefined;
  window.matchMedia = (query) =>
    Object.assign(new EventTarget(), {
      media: query,
      matches: query.includes('min-width'),
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    });
  window.ResizeObserver = class {
    observe() {
      return undefined;
    }
    unobserve() {
      return undefined;
    }
    disconnect() {
      return undefined;
    }
  };
  window.IntersectionObserver = class {
    readonly root = null;
    readonly rootMargin = '';
    readonly scrollMargin = '';
    readonly thresholds = [];
    observe() {
      return undefined;
    }
    unobserve() {
      return undefined;
    }
    disconnect() {
      return undefined;
    }
    takeRecords() {
      return [];
    }
  };
}

/** Lets a recording get as far as `seconds`, as if it had been playing. */
export function playTo(audio: HTMLMediaElement, seconds: number): void {
  times.set(audio, seconds);
  audio.dispatchEvent(new Event('timeupdate'));
}

/** Breaks a recording the way an expired link (4), a lost connection (2) or a damaged file (3) does. */
export function breakMedia(audio: HTMLMediaElement, code: 2 | 3 | 4): void {
  failures.set(audio, code);
  audio.dispatchEvent(new Event('error'));
}
