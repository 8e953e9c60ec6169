import type { Browser } from 'playwright-core';
import { assert, type Report } from './harness';
import { Looker, phone } from './looker';
import { openContext, playsPast, signIn, type Site } from './site';

/** Looks at the pages on which calls are reviewed. */
export async function tour(browser: Browser, site: Site, report: Report, callPath: string): Promise<void> {
  console.log('Every page on which calls are reviewed');
  const { context, page, errors } = await openContext(browser, site);
  const looker = await Looker.of(page, report);
  const look = looker.look.bind(looker);
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
  const onPhone = { screens: [phone] } as const;
  await look(
    'call-transcript',
    async () => {
      await page.getByRole('button', { name: 'Transcript' }).click();
      await page.locator('[data-segment]').first().waitFor();
    },
    onPhone,
  );
  await look(
    'call-details',
    async () => {
      await page.getByRole('button', { name: 'Details' }).click();
      await page.getByText('SHA-256').waitFor();
    },
    onPhone,
  );
  await look(
    'navigation',
    async () => {
      await page.goto(`${organization}/flags`);
      await page.getByRole('button', { name: 'Open navigation' }).click();
      await page.getByRole('dialog').getByRole('link', { name: 'Pipeline' }).waitFor();
    },
    onPhone,
  );
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
  await report.step('no error in the console', async () => assert(errors.length === 0, errors.join('\n')));
  await context.close();
}
