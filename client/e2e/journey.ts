import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { CallDetail } from '../src/api/types';
import { assert, expectAccessible, Report, watchErrors } from './harness';

const artifacts = process.env['CALLSCRIPT_ARTIFACTS'] ?? fileURLToPath(new URL('../../artifacts', import.meta.url));
const screenshots = join(artifacts, 'screenshots');

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`Set ${name}: the journey needs a running CallScript and somebody to sign in as.`);
  }
  return value;
}

const firstCallTimeoutMs = 240_000;

const themes = ['light', 'dark'] as const;
const screens = [
  { name: 'wide', width: 1440, height: 900, touch: false },
  { name: 'phone', width: 390, height: 844, touch: true },
] as const;

export async function run(): Promise<boolean> {
  const site = { url: setting('CALLSCRIPT_URL'), email: setting('CALLSCRIPT_EMAIL'), password: setting('CALLSCRIPT_PASSWORD') };
  mkdirSync(screenshots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env['CALLSCRIPT_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  const report = new Report();
  try {
    const callPath = await review(browser, site, report);
    for (const screen of screens) {
      for (const theme of themes) {
        await tour(browser, site, report, screen, theme, callPath);
      }
    }
    await decide(browser, site, report, callPath);
  } finally {
    await browser.close();
  }
  return report.finish();
}

interface Site {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

async function openContext(
  browser: Browser,
  site: Site,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext({ baseURL: site.url, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { context, page, errors: watchErrors(page) };
}

async function signIn(page: Page, site: Site): Promise<void> {
  await page.goto('/');
  await page.getByLabel('E-mail address').fill(site.email);
  await page.getByLabel('Password', { exact: true }).fill(site.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Flags', level: 1 }).waitFor();
  // A fresh installation may still be listening to its first calls; the inbox finds them by itself.
  await page.locator('li[data-call]').first().waitFor({ timeout: firstCallTimeoutMs });
}

const position = (page: Page) => page.evaluate(() => document.querySelector('audio')?.currentTime ?? -1);

/** Waits until the recording has passed a second; says how far it got when it never does. */
async function playsPast(page: Page, seconds: number): Promise<void> {
  await page
    .waitForFunction((target) => (document.querySelector('audio')?.currentTime ?? -1) > target, seconds)
    .catch(async () => {
      throw new Error(`The recording should play past ${seconds} s and stands at ${await position(page)} s.`);
    });
}

/** The story of a reviewer, up to the decision. Returns the address of the call. */
async function review(browser: Browser, site: Site, report: Report): Promise<string> {
  console.log('A reviewer signs in and works on a flagged call');
  const { context, page, errors } = await openContext(browser, site, { viewport: { width: 1440, height: 900 } });
  let detail: CallDetail | null = null;
  const evidence = () => {
    const end = (detail as CallDetail | null)?.recording?.durationSeconds ?? 0;
    // The latest that leaves time to be heard: the further the jump, the more it proves.
    const flag = (detail as CallDetail | null)?.flags
      .filter(({ start }) => start !== null && start < end - 2)
      .sort((a, b) => (b.start ?? 0) - (a.start ?? 0))[0];
    assert(flag?.start != null, 'The call has no flag with a time.');
    return { flag, start: flag.start };
  };

  /** The first segment of at least two words. */
  const spoken = () => {
    const segments = (detail as CallDetail | null)?.transcript?.segments ?? [];
    const index = segments.findIndex(({ words }) => words.length > 1);
    const segment = segments[index];
    assert(segment !== undefined, 'Nobody says two words in a row on this call.');
    return { segment, index };
  };

  await report.step('a wrong password is refused in words', async () => {
    await page.goto('/');
    await page.getByLabel('E-mail address').fill(site.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    // The browser reports the refusal; it is what was asked for.
    errors.length = 0;
  });
  await report.step('signs in and sees the inbox', () => signIn(page, site));
  await report.step('a reload keeps the session without stored tokens', async () => {
    await page.reload();
    await page.locator('li[data-call]').first().waitFor();
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert(!/token|eyJ/i.test(stored), `Storage holds ${stored}`);
  });
  await report.step('j and k move, Enter opens', async () => {
    await page.keyboard.press('j');
    const first = await page.evaluate(() => document.activeElement?.closest('li')?.dataset['call']);
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const again = await page.evaluate(() => document.activeElement?.closest('li')?.dataset['call']);
    assert(first !== undefined && first === again, `j, j, k should come back to the first call (${first}, ${again}).`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
    await page.goBack();
    await page.locator('li[data-call]').first().waitFor();
  });
  await report.step('opens a flagged call from the inbox', async () => {
    await page.locator('li[data-call]', { hasText: '“' }).first().getByRole('link').click();
    await page.getByRole('region', { name: 'Transcript' }).waitFor();
    // The address alone must bring the page back; and what the server says is what the rest is held against.
    const isCall = /\/api\/v1\/organizations\/[^/]+\/calls\/[0-9a-f-]{36}$/;
    const [response] = await Promise.all([
      page.waitForResponse((candidate) => isCall.test(candidate.url()) && candidate.ok()),
      page.reload(),
    ]);
    detail = (await response.json()) as CallDetail;
    await page.getByRole('article').first().waitFor();
  });
  await report.step('plays, and the transcript follows', async () => {
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await playsPast(page, 1.5);
    await page.locator('[data-current]').first().waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
  });
  await report.step('a flag card jumps to its second and plays', async () => {
    const { flag, start } = evidence();
    await page
      .getByRole('article')
      .getByRole('button', { name: `${flag.title}, play from` })
      .click();
    const there = await position(page);
    assert(Math.abs(there - start) <= 1, `The card says ${start} s and the recording stands at ${there} s.`);
    await playsPast(page, start + 0.5);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });
  await report.step('a marker on the waveform does the same', async () => {
    const { flag, start } = evidence();
    await page.keyboard.press('Home');
    await page.getByRole('list', { name: 'Flags in the recording' }).getByRole('button', { name: flag.title }).first().click();
    const there = await position(page);
    assert(Math.abs(there - start) <= 1, `The marker says ${start} s and the recording stands at ${there} s.`);
  });
  await report.step('arrows, speed and a click on a word seek', async () => {
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    const before = await position(page);
    await page.keyboard.press('ArrowLeft');
    const after = await position(page);
    assert(Math.abs(before - Math.max(0, after) - 5) < 0.5 || after === 0, `← should go back 5 s, from ${before} to ${after}.`);
    await page.getByLabel('Speed').selectOption('2');
    assert((await page.evaluate(() => document.querySelector('audio')?.playbackRate)) === 2, 'The speed should be 2.');
    const { segment, index } = spoken();
    await page.locator(`[data-segment="${index}"] [data-word="1"]`).click();
    const words = segment.words;
    const there = await position(page);
    assert(Math.abs(there - (words[1]?.start ?? -1)) < 0.3, `The second word should be at ${words[1]?.start} s, not ${there} s.`);
  });
  await report.step('searches in the transcript', async () => {
    const words = spoken()
      .segment.words.slice(0, 2)
      .map(({ text }) => text);
    await page.keyboard.press('/');
    await page.keyboard.type(words.join(' '));
    await page.getByText(/^1 of \d+$/).waitFor();
    await page.keyboard.press('Escape');
  });
  await report.step('writes no error to the console', async () => assert(errors.length === 0, errors.join('\n')));
  const path = new URL(page.url()).pathname;
  await context.close();
  return path;
}

/** Looks at every page: a screenshot for people, axe-core for everybody. */
async function tour(
  browser: Browser,
  site: Site,
  report: Report,
  screen: (typeof screens)[number],
  theme: (typeof themes)[number],
  callPath: string,
): Promise<void> {
  console.log(`Every page, ${screen.name}, ${theme}`);
  const { context, page, errors } = await openContext(browser, site, {
    viewport: { width: screen.width, height: screen.height },
    colorScheme: theme,
    hasTouch: screen.touch,
    isMobile: screen.touch,
  });
  const look = (name: string, show: () => Promise<void>) =>
    report.step(`${name}, ${screen.name}, ${theme}`, async () => {
      await show();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.screenshot({ path: join(screenshots, `${name}-${screen.name}-${theme}.png`), caret: 'initial' });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert(overflow <= 0, `The page is ${overflow} px wider than the screen.`);
      await expectAccessible(page);
    });
  const organization = /^\/o\/[^/]+/.exec(callPath)?.[0] ?? '';
  const firstWith = async (status: string) => {
    await page.goto(`${organization}/calls?status=${status}`);
    const link = page.getByRole('region', { name: 'Call list' }).getByRole('link').first();
    const empty = page.getByRole('heading', { name: 'No call matches' });
    await link.or(empty).first().waitFor();
    if (await empty.isVisible()) {
      return;
    }
    await link.click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('aside').waitFor({ state: 'attached' });
  };

  await look('sign-in', async () => {
    await page.goto('/');
    await page.getByLabel('E-mail address').waitFor();
  });
  await look('flags', () => signIn(page, site));
  await look('flags-empty', async () => {
    await page.goto(`${organization}/flags?severity=info&rule=abusive_language`);
    await page.getByRole('heading', { name: 'No flagged call matches' }).waitFor();
  });
  await look('calls', async () => {
    await page.goto(`${organization}/calls`);
    await page.getByRole('region', { name: 'Call list' }).getByRole('link').first().waitFor();
  });
  await look('import', async () => {
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByRole('dialog').waitFor();
  });
  await look('call', async () => {
    await page.goto(callPath);
    await page.getByRole('article').first().waitFor();
    await page.waitForFunction(() => (document.querySelector('audio')?.readyState ?? 0) > 0);
    await page.getByRole('article').filter({ hasText: '“' }).first().getByRole('button').click();
    await playsPast(page, 0.2);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
  });
  if (screen.touch) {
    await look('call-transcript', async () => {
      await page.getByRole('button', { name: 'Transcript' }).click();
      await page.locator('[data-segment]').first().waitFor();
    });
    await look('call-details', async () => {
      await page.getByRole('button', { name: 'Details' }).click();
      await page.getByText('SHA-256').waitFor();
    });
    await look('navigation', async () => {
      await page.goto(`${organization}/flags`);
      await page.getByRole('button', { name: 'Open navigation' }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Pipeline' }).waitFor();
    });
  }
  await look('call-failed', () => firstWith('failed'));
  await look('call-skipped', () => firstWith('skipped'));
  await look('call-safe', () => firstWith('safe'));
  await look('pipeline', async () => {
    await page.goto(`${organization}/pipeline`);
    await page.getByRole('heading', { name: 'Lanes' }).waitFor();
  });
  await look('rules', async () => {
    await page.goto(`${organization}/rules`);
    await page.getByRole('listitem').first().waitFor();
  });
  await look('not-found', async () => {
    await page.goto('/nowhere');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });
  await report.step(`no error in the console, ${screen.name}, ${theme}`, async () => assert(errors.length === 0, errors.join('\n')));
  await context.close();
}

/** The decision comes last, because it takes the call out of the inbox. */
async function decide(browser: Browser, site: Site, report: Report, callPath: string): Promise<void> {
  console.log('The reviewer decides');
  const { context, page, errors } = await openContext(browser, site, { viewport: { width: 1440, height: 900 } });
  const callId = callPath.split('/').at(-1) ?? '';
  await report.step('marks the call safe with a note', async () => {
    await signIn(page, site);
    await page.locator(`[data-call="${callId}"]`).waitFor();
    await page.goto(callPath);
    await page.getByLabel('Note').fill('Listened to it; the caller was reading the claim back.');
    await page.getByRole('button', { name: 'Mark safe' }).click();
    await page.getByText('Call marked safe.').waitFor();
    await page.getByRole('list', { name: 'Decisions' }).getByText('Listened to it').waitFor();
  });
  await report.step('the call has left the inbox', async () => {
    await page.getByRole('link', { name: 'Flags' }).first().click();
    await page.locator('li[data-call]').first().waitFor();
    assert((await page.locator(`[data-call="${callId}"]`).count()) === 0, 'The call is still in the inbox.');
    await page.reload();
    await page.locator('li[data-call]').first().waitFor();
    assert((await page.locator(`[data-call="${callId}"]`).count()) === 0, 'The call is back after a reload.');
  });
  await report.step('the call is among those marked safe', async () => {
    await page.getByLabel('Review').selectOption('safe');
    await page.locator(`[data-call="${callId}"]`).waitFor();
  });
  await report.step('signs out, and back stays out', async () => {
    await page.goto('/');
    await page.locator('li[data-call]').first().waitFor();
    await page.getByRole('navigation', { name: 'Main' }).locator('..').getByRole('button').last().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').waitFor();
    await page.goto(callPath);
    await page.getByLabel('E-mail address').waitFor();
  });
  await report.step('writes no error to the console', async () => assert(errors.length === 0, errors.join('\n')));
  await context.close();
}
