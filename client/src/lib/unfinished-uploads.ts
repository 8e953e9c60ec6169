/**
 * Where uploads are that this device began and did not finish, so that the same file goes on after a reload. The browser's
 * storage holds a digest of the file's name, size and time of change, and the upload's address; nothing of what is said of
 * the call, and no name, which may hold a caller's number.
 */
const prefix = 'callscript.uploads.';

interface Unfinished {
  readonly url: string;
  /** Milliseconds since the epoch; the server forgets the upload then. */
  readonly expiresAt: number;
}

export class UnfinishedUploads {
  readonly #key: string;

  constructor(userId: string, organizationId: string) {
    this.#key = `${prefix}${userId}.${organizationId}`;
  }

  /** The upload of this file, unless it has expired; null where the page is not secure, which has no digests. */
  async find(file: File): Promise<string | null> {
    const fingerprint = await fingerprintOf(file);
    return fingerprint === null ? null : (this.#read()[fingerprint]?.url ?? null);
  }

  async keep(file: File, url: string, expiresAt: Date): Promise<void> {
    const fingerprint = await fingerprintOf(file);
    if (fingerprint !== null) {
      this.#write({ ...this.#read(), [fingerprint]: { url, expiresAt: expiresAt.getTime() } });
    }
  }

  async forget(file: File): Promise<void> {
    const fingerprint = await fingerprintOf(file);
    if (fingerprint !== null) {
      this.#write(Object.fromEntries(Object.entries(this.#read()).filter(([kept]) => kept !== fingerprint)));
    }
  }

  #read(): Readonly<Record<string, Unfinished>> {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '{}');
      return Object.fromEntries(
        Object.entries(stored as Record<string, Unfinished>).filter(
          ([, { url, expiresAt }]) => typeof url === 'string' && expiresAt > Date.now(),
        ),
      );
    } catch {
      // Switched off, or written by something else: the upload starts anew.
      return {};
    }
  }

  #write(uploads: Readonly<Record<string, Unfinished>>): void {
    try {
      if (Object.keys(uploads).length === 0) {
        localStorage.removeItem(this.#key);
      } else {
        localStorage.setItem(this.#key, JSON.stringify(uploads));
      }
    } catch {
      // Full or switched off: a reload starts the upload anew.
      return;
    }
  }
}

/** For a device that somebody signs out of: whoever comes next finds nothing. */
export function forgetUnfinishedUploads(): void {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
      localStorage.removeItem(key);
    }
  } catch {
    return;
  }
}

async function fingerprintOf({ name, size, lastModified }: File): Promise<string | null> {
  // Only pages that came over https, or from this machine, have it.
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (subtle === undefined) {
    return null;
  }
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([name, size, lastModified])));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
