import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { assert, expectAccessible, type Report } from './harness';

const artifacts = process.env['CALLSCRIPT_ARTIFACTS'] ?? fileURLToPath(new URL('../../artifacts', import.meta.url));
const screenshots = join(artifacts, 'screenshots');

export const wide = { name: 'wide', width: 1280, height: 800, touch: false } as const;
export const phone = { name: 'phone', width: 390, height: 844, touch: true } as const;
type Screen = typeof wide | typeof phone;

const themes = ['light', 'dark'] as const;
const tallest = 4000;

interface LookOptions {
  /** Both, unless the page differs on one of them so much that it is shown in another way there. */
  readonly screens?: readonly [Screen, ...Screen[]];
  /** Shows all that the page's body scrolls over, on a screen as tall as that takes. */
  readonly whole?: boolean;
}

/**
 * Looks at a page: a screenshot for people and axe-core for everybody, on both screens and in both themes. The page
 * stays open meanwhile: turning the screen costs far less than coming back, and what can be shown only once, such as a
 * fresh key, is looked at like the rest.
 */
export class Looker {
  readonly #page: Page;
  readonly #report: Report;
  readonly #devtools: CDPSession;

  private constructor(page: Page, report: Report, devtools: CDPSession) {
    this.#page = page;
    this.#report = report;
    this.#devtools = devtools;
  }

  static async of(page: Page, report: Report): Promise<Looker> {
    mkdirSync(screenshots, { recursive: true });
    return new Looker(page, report, await page.context().newCDPSession(page));
  }

  async look(name: string, show: () => Promise<unknown>, { screens = [wide, phone], whole = false }: LookOptions = {}): Promise<void> {
    await this.#report.step(name, async () => {
      try {
        await this.#turn(screens[0]);
        await show();
        await this.#page.evaluate(() => document.fonts.ready.then(() => undefined));
        for (const screen of screens) {
          await this.#turn(screen);
          for (const theme of themes) {
            await this.#light(theme);
            await this.#examine(`${name}-${screen.name}-${theme}`, theme, whole);
          }
        }
      } finally {
        await this.#light('light');
        await this.#turn(wide);
      }
    });
  }

  async #turn(screen: Screen): Promise<void> {
    const current = this.#page.viewportSize();
    if (current?.width === screen.width && current.height === screen.height) {
      return;
    }
    await this.#devtools.send('Emulation.setTouchEmulationEnabled', { enabled: screen.touch, maxTouchPoints: 1 });
    await this.#page.setViewportSize({ width: screen.width, height: screen.height });
    // What measures itself does so by the next frame.
    await this.#page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }

  async #light(theme: (typeof themes)[number]): Promise<void> {
    await this.#page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await this.#page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, theme === 'dark');
  }

  async #examine(name: string, theme: (typeof themes)[number], whole: boolean): Promise<void> {
    const screen = this.#page.viewportSize();
    assert(screen !== null, 'The page has no size.');
    const overflow = await this.#page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert(overflow <= 0, `${name}: the page is ${overflow} px wider than the screen.`);
    const below = whole
      ? await this.#page
          .locator('[role="region"][tabindex="0"]')
          .first()
          .evaluate((body) => body.scrollHeight - body.clientHeight)
      : 0;
    if (below > 0) {
      await this.#page.setViewportSize({ ...screen, height: Math.min(screen.height + below, tallest) });
    }
    await this.#page.screenshot({ path: join(screenshots, `${name}.png`), caret: 'initial' });
    // The themes differ in nothing but colours.
    await expectAccessible(this.#page, theme === 'light' ? 'everything' : 'colours').catch((error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (below > 0) {
      await this.#page.setViewportSize(screen);
    }
  }
}
