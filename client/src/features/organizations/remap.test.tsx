import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { callDetail, membership } from '@/testing/factories';
import { renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

const campaign = {
  id: 'aaaaaaaa-0000-7000-8000-000000000001',
  name: 'Sun and more',
  vertical: 'solar',
  isVerticalConfirmed: true,
  rejudgement: null,
} as const;

async function open() {
  const organization = membership({ role: 'admin' });
  const startedAt = new Date(Date.now() - 86_400_000).toISOString();
  const calls = (['none', 'open', 'confirmed'] as const).map((reviewState) =>
    callDetail({
      call: { campaignId: campaign.id, vertical: 'solar', status: reviewState === 'none' ? 'safe' : 'flagged', reviewState, startedAt },
    }),
  );
  const api = serve({ organizations: [organization], campaigns: [campaign], calls: new Map([[organization.id, calls]]) });
  const app = await renderApp(api, '/o/northline/settings/organization');
  const list = await screen.findByRole('list', { name: 'Campaigns' });
  const vertical = within(list).getByRole('combobox', { name: 'Vertical of Sun and more' });
  return { ...app, list, vertical, campaigns: api.campaignsOf(organization) };
}

describe('remapping a campaign', () => {
  it('change_WithoutAsking_JudgesNothingAgain', async () => {
    const { user, list, vertical, campaigns } = await open();
    await user.selectOptions(vertical, 'medicare');
    await user.click(within(list).getByRole('button', { name: 'Change the vertical of Sun and more' }));
    const dialog = screen.getByRole('dialog');
    expect(within(dialog).getByRole('checkbox')).not.toBeChecked();
    await user.click(within(dialog).getByRole('button', { name: 'Change the vertical' }));

    await waitFor(() => expect(campaigns.items[0]).toMatchObject({ vertical: 'medicare', rejudgement: null }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('change_WhenAsked_SaysHowManyCallsBeforeItIsDone', async () => {
    const { user, list, vertical, campaigns } = await open();
    await user.selectOptions(vertical, 'medicare');
    await user.click(within(list).getByRole('button', { name: 'Change the vertical of Sun and more' }));
    const dialog = screen.getByRole('dialog');
    await user.click(within(dialog).getByRole('checkbox', { name: 'Judge calls again that are here' }));

    await waitFor(() => expect(within(dialog).getByRole('status')).toHaveTextContent('2 calls to be judged again'));
    expect(within(dialog).getByRole('status')).toHaveTextContent("1 call with a reviewer's decision stays as it is");
    expect(campaigns.items[0]?.vertical).toBe('solar');
    await user.click(within(dialog).getByRole('button', { name: 'Change and judge 2 calls again' }));

    await waitFor(() => expect(campaigns.items[0]?.rejudgement?.requeued).toBe(2));
    expect(await within(list).findByText(/2 calls queued for another verdict/)).toBeVisible();
  });

  it('judgeAgain_WhereNoVerdictIsByOtherRules_IsNotOffered', async () => {
    const { user, list } = await open();
    await user.click(within(list).getByRole('button', { name: 'Judge again calls of Sun and more' }));
    const dialog = screen.getByRole('dialog');

    await waitFor(() => expect(within(dialog).getByRole('status')).toHaveTextContent('No call of these days was judged by other rules'));
    expect(within(dialog).getByRole('button', { name: 'Judge again' })).toBeDisabled();
  });
});
