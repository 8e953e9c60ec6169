import type { Browser } from 'playwright-core';
import { codeOf } from './authenticator';
import { assert, type Report } from './harness';
import type { Letters } from './letters';
import { Looker } from './looker';
import { openContext, signIn, type Site } from './site';

const whole = { whole: true } as const;
/** New in each run, so that one installation can be looked at more than once. */
const run = Date.now().toString(36);
const newcomer = {
  email: `newcomer-${run}@callscript.test`,
  name: 'Alexandra Montgomery-Winterbourne',
  password: `sturdy umbrella ${run}`,
};

/** Looks at everything that an owner keeps: the settings, a new organization, and the pages before signing in. */
export async function administer(browser: Browser, site: Site, report: Report, callPath: string): Promise<void> {
  console.log('The owner of an organization keeps it');
  const { context, page, errors } = await openContext(browser, site);
  const looker = await Looker.of(page, report);
  const look = looker.look.bind(looker);
  const organization = /^\/o\/[^/]+/.exec(callPath)?.[0] ?? '';
  const settings = `${organization}/settings`;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const dialog = page.getByRole('dialog');
  const alert = page.getByRole('alert').first();

  await look('sign-in-problem', async () => {
    await page.goto('/sign-in?problem=sso_not_a_member');
    await page.getByText('You are not a member').waitFor();
  });
  await look('sign-in-organization', async () => {
    await page.goto('/sign-in');
    await button('Sign in with your organization').click();
    await button('Continue').click();
    await page.getByText('Enter the short name').waitFor();
  });
  await look('forgot-password', async () => {
    await page.goto('/forgot-password');
    await page.getByLabel('E-mail address').waitFor();
  });
  await look('forgot-password-asked', async () => {
    await page.getByLabel('E-mail address').fill(`nobody-${run}@callscript.test`);
    await button('Send the link').click();
    await page.getByRole('status').waitFor();
  });
  await look('reset-password', async () => {
    await page.goto('/reset-password#token=unknown');
    await page.getByLabel('Password', { exact: true }).fill('a new umbrella for everybody');
    await button('Set the password').click();
    await alert.waitFor();
  });
  await look('reset-password-incomplete', async () => {
    await page.goto('/reset-password');
    await page.getByText('Follow it again').waitFor();
  });
  await look('sign-up-closed', async () => {
    await page.goto('/sign-up');
    await page.getByText('made by invite').waitFor();
  });
  await look('sign-up-complete', async () => {
    await page.goto('/sign-up/complete#token=unknown');
    await button('Create the account').click();
    await page.getByText('Enter your name').waitFor();
  });
  await look('confirm-email', async () => {
    await page.goto('/confirm-email#token=unknown');
    await button('Confirm the address').click();
    await alert.waitFor();
  });
  await look('invite-unknown', async () => {
    await page.goto('/invite#token=unknown');
    await alert.waitFor();
  });

  await report.step('signs in as the owner', () => signIn(page, site));
  await look(
    'settings-organization',
    async () => {
      await page.goto(`${settings}/organization`);
      await page.getByLabel('When nothing else tells').waitFor();
    },
    whole,
  );
  await look('settings-organization-leave', async () => {
    await button('Leave this organization').click();
    await dialog.waitFor();
  });
  await look(
    'settings-members',
    async () => {
      await page.goto(`${settings}/members`);
      await page.getByLabel('E-mail address').fill(newcomer.email);
      await page.getByLabel('Role', { exact: true }).selectOption('viewer');
      await button('Send the invite').click();
      await page.getByRole('list', { name: 'Invites' }).getByText(newcomer.email, { exact: true }).waitFor();
    },
    whole,
  );
  await look('settings-members-wrong', async () => {
    await page.getByLabel('E-mail address').fill('no address');
    await button('Send the invite').click();
    await page.locator('[aria-invalid]').waitFor();
  });
  await look(
    'settings-integrations',
    async () => {
      await page.goto(`${settings}/integrations`);
      await page.getByLabel('Account id').waitFor();
    },
    whole,
  );
  await look('settings-integrations-disconnect', async () => {
    await button('Disconnect').click();
    await dialog.waitFor();
  });
  await look('settings-api-keys', async () => {
    await page.goto(`${settings}/api-keys`);
    await button('New key').click();
    await dialog.getByLabel('Name').fill(`Nightly export to the warehouse ${run}`);
    await dialog.getByRole('checkbox').first().check();
  });
  await look('settings-api-keys-fresh', async () => {
    await button('Make the key').click();
    await dialog.getByLabel('API key', { exact: true }).waitFor();
  });
  await look(
    'settings-api-keys-list',
    async () => {
      await button('I have stored it').click();
      await page.getByRole('list', { name: 'API keys' }).waitFor();
    },
    whole,
  );
  await look('settings-api-keys-rotate', async () => {
    await page
      .getByRole('button', { name: /^Rotate / })
      .first()
      .click();
    await dialog.waitFor();
  });
  await look(
    'settings-sign-in',
    async () => {
      await page.goto(`${settings}/sign-in`);
      await button('Save').click();
      await page.locator('[aria-invalid]').first().waitFor();
    },
    whole,
  );
  await look(
    'settings-privacy',
    async () => {
      await page.goto(`${settings}/privacy`);
      await page.getByLabel('Recordings').waitFor();
      await page.getByRole('heading', { name: 'Erasure of callers' }).waitFor();
    },
    whole,
  );
  await look('settings-privacy-hold', async () => {
    await button('Place a hold').click();
    await dialog.getByLabel('Caller number').fill('+1 312 555 0199');
    await dialog.getByLabel('Reason').fill('Complaint 4711 before the state regulator, kept until the hearing is over');
  });
  await look('settings-privacy-erase', async () => {
    await button('Place hold').click();
    await page.getByText('Complaint 4711').first().waitFor();
    await button('Erase a caller').click();
    await dialog.getByLabel('Caller number').fill('+1 312 555 0199');
  });
  await look('settings-privacy-preview', async () => {
    await button('Count what there is').click();
    await dialog.getByRole('checkbox').check();
  });
  await look(
    'settings-privacy-list',
    async () => {
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Not confirmed').first().waitFor();
    },
    whole,
  );
  await look('settings-audit', async () => {
    await page.goto(`${settings}/audit`);
    await page.getByRole('list', { name: 'Audit log' }).getByRole('listitem').first().waitFor();
    await page.getByText('each chained to').waitFor();
  });
  await look('settings-audit-filtered', async () => {
    await page.goto(`${settings}/audit?action=legal_hold_placed`);
    await page.locator('summary').first().click();
  });
  await look('organization-new', async () => {
    await page.goto('/organizations/new');
    await page.getByLabel('Name of the organization').fill(`Harbour Leads ${run}`);
  });
  await look(
    'start-connect',
    async () => {
      await button('Create the organization').click();
      await page.getByLabel('Account id').waitFor();
    },
    whole,
  );
  await look(
    'start-refused',
    async () => {
      await page.getByLabel('Ringba’s address').selectOption({ index: 1 });
      await page.getByLabel('Account id').fill('RA0000');
      await page.getByLabel('API token').fill('not-a-token');
      await button('Test and connect').click();
      await alert.waitFor();
    },
    whole,
  );
  await look(
    'start-verticals',
    async () => {
      await button('I import recordings instead').click();
      await button('Continue').waitFor();
    },
    whole,
  );
  await look(
    'start-done',
    async () => {
      await button('Continue').click();
      await page.getByRole('link', { name: 'Go to the calls' }).waitFor();
    },
    whole,
  );
  await look('organization-empty', async () => {
    await page.getByRole('link', { name: 'Go to the calls' }).click();
    await page.getByRole('heading', { level: 2 }).first().waitFor();
  });
  await look('organization-foreign', async () => {
    await page.goto('/o/somebody-elses/flags');
    await page.getByRole('heading', { name: 'You have no access to this organization' }).waitFor();
  });
  await noErrors(report, errors);
  await context.close();
}

/** Looks at everything that somebody meets who is invited: the letter's link, the account, and leaving again. */
export async function join(browser: Browser, site: Site, letters: Letters, report: Report): Promise<void> {
  console.log('Somebody new accepts an invite');
  const { context, page, errors } = await openContext(browser, site);
  const looker = await Looker.of(page, report);
  const look = looker.look.bind(looker);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  let invite = '';
  let key = '';

  await look('invite', async () => {
    invite = await letters.linkTo(newcomer.email, '/invite');
    await page.goto(invite);
    await page.getByLabel('Your name').fill(newcomer.name);
    await page.getByLabel('Password', { exact: true }).fill('too short');
    await page.getByRole('button', { name: /^Join / }).click();
    await page.locator('[aria-invalid]').waitFor();
  });
  await look('settings-refused', async () => {
    await page.getByLabel('Password', { exact: true }).fill(newcomer.password);
    await page.getByRole('button', { name: /^Join / }).click();
    await page.waitForURL(/\/flags$/);
    await page.goto(page.url().replace(/flags$/, 'settings/audit'));
    await page.getByRole('heading', { name: 'You may not see this' }).waitFor();
  });
  await look('invite-used', async () => {
    await page.goto(invite);
    await page.getByRole('alert').waitFor();
  });
  await look(
    'account',
    async () => {
      await page.goto('/account');
      await page.getByRole('list', { name: 'Sessions' }).waitFor();
    },
    whole,
  );
  await look('account-two-step', async () => {
    await button('Set up').click();
    key = (await page.getByLabel('Key').textContent()) ?? '';
  });
  await look('account-recovery-codes', async () => {
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key));
    await button('Turn on').click();
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
  });
  await look(
    'account-guarded',
    async () => {
      await button('I have kept them').click();
      await page.getByText('On: signing in takes').waitFor();
      await page.getByLabel('New address').fill(`new-${newcomer.email}`);
      await button('Change the address').click();
    },
    whole,
  );
  await look('no-organization', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Settings' }).click();
    await button('Leave this organization').click();
    await button('Leave').click();
    await page.getByRole('heading', { name: 'You belong to no organization yet' }).waitFor();
  });
  await look('sign-in-code', async () => {
    await context.clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill(newcomer.email);
    await page.getByLabel('Password', { exact: true }).fill(newcomer.password);
    await button('Sign in').click();
    await page.getByLabel('Code of your authenticator app').waitFor();
  });
  await look('sign-in-recovery', async () => {
    await button('Use a recovery code').click();
    await page.getByLabel('Recovery code').fill('wrong');
    await button('Sign in').click();
    await page.getByRole('alert').waitFor();
  });
  await noErrors(report, errors);
  await context.close();
}

/** Browsers report each refused request by themselves, and these pages are also shown what they are refused. */
function noErrors(report: Report, errors: readonly string[]): Promise<void> {
  const unexpected = errors.filter((error) => !/status of 4\d\d/.test(error));
  return report.step('no error in the console', async () => assert(unexpected.length === 0, unexpected.join('\n')));
}
