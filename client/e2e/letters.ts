import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 30_000;

/** The letters of an installation that has no mail server: a file each. */
export class Letters {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Where the link of the newest letter to an address leads. Letters are sent by the workers, so it may take a moment. */
  async linkTo(address: string, page: string): Promise<string> {
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      const link = await this.#find(address, page);
      if (link !== undefined) {
        return link;
      }
      await delay(100);
    }
    throw new Error(`No letter with a link to ${page} has come for ${address}.`);
  }

  async #find(address: string, page: string): Promise<string | undefined> {
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names
      .filter((candidate) => candidate.endsWith('.eml'))
      .toSorted()
      .reverse()) {
      const letter = unfolded(await readFile(join(this.#directory, name), 'utf8'));
      const link = new RegExp(`https?://[^/\\s]+(${page}#token=[\\w.~-]+)(?=[\\s"<])`).exec(letter)?.[1];
      if (letter.includes(address) && link !== undefined) {
        return link;
      }
    }
    return undefined;
  }
}

/** Undoes quoted-printable, which breaks long lines. */
function unfolded(text: string): string {
  return text.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
