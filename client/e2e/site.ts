import type { Browser, BrowserContext, Page } from 'playwright-core';
import { watchErrors } from './harness';

const firstCallTimeoutMs = 240_000;

export interface Site {
  readonly url: string;
  readonly email: string;
  readonly password: string;
}

export async function openContext(
  browser: Browser,
  site: Site,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext({ baseURL: site.url, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { context, page, errors: watchErrors(page) };
}

export async function signIn(page: Page, site: Site): Promise<void> {
  await page.goto('/');
  await page.getByLabel('E-mail address').fill(site.email);
  await page.getByLabel('Password', { exact: true }).fill(site.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Flags', level: 1 }).waitFor();
  // A fresh installation may still be listening to its first calls; the inbox finds them by itself.
  await page.locator('li[data-call]').first().waitFor({ timeout: firstCallTimeoutMs });
}

export const position = (page: Page) => page.evaluate(() => document.querySelector('audio')?.currentTime ?? -1);

/** Waits until the recording has passed a second; says how far it got when it never does. */
export async function playsPast(page: Page, seconds: number): Promise<void> {
  await page
    .waitForFunction((target) => (document.querySelector('audio')?.currentTime ?? -1) > target, seconds)
    .catch(async () => {
      throw new Error(`The recording should play past ${seconds} s and stands at ${await position(page)} s.`);
    });
}
