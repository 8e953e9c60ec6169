import { chromium, type Browser } from 'playwright-core';
import type { CallDetail } from '../src/api/types';
import { administer, join } from './administration';
import { assert, Report } from './harness';
import { Letters } from './letters';
import { openContext, playsPast, position, signIn, type Site } from './site';
import { tour } from './tour';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`Set ${name}: the journey needs a running CallScript and somebody to sign in as.`);
  }
  return value;
}

export async function run(): Promise<boolean> {
  const site = { url: setting('CALLSCRIPT_URL'), email: setting('CALLSCRIPT_EMAIL'), password: setting('CALLSCRIPT_PASSWORD') };
  const letters = new Letters(setting('CALLSCRIPT_MAIL'));
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
    await tour(browser, site, report, callPath);
    await administer(browser, site, report, callPath);
    await join(browser, site, letters, report);
    await decide(browser, site, report, callPath);
  } finally {
    await browser.close();
  }
  return report.finish();
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
    await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/auth/sign-out')),
      page.getByRole('menuitem', { name: 'Sign out' }).click(),
    ]);
    await page.getByLabel('E-mail address').waitFor();
    await page.goto(callPath);
    await page.getByLabel('E-mail address').waitFor();
  });
  await report.step('writes no error to the console', async () => assert(errors.length === 0, errors.join('\n')));
  await context.close();
}
