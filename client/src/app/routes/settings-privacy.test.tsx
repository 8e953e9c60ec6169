import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { callDetail, membership } from '@/testing/factories';
import { at, renderApp } from '@/testing/render-app';
import { serve } from '@/testing/server';

const address = '/o/northline/settings/privacy';
const caller = '+13125550001';

function world(role: 'viewer' | 'admin' | 'owner' = 'owner') {
  const organization = membership({ role });
  const call = callDetail({ call: { callerNumber: caller, publisherName: 'BlueSky Leads' } });
  return { organization, call, api: serve({ organizations: [organization], calls: new Map([[organization.id, [call]]]) }) };
}

describe('privacy settings', () => {
  it('retention_WhenSaved_KeepsWhatIsLeftEmpty', async () => {
    const { user } = await renderApp(world().api, address);

    const section = within(await screen.findByRole('region', { name: 'Retention' }));
    const recordings = await section.findByLabelText('Recordings');
    expect(section.getByRole('button', { name: 'Save retention' })).toBeDisabled();
    await user.type(recordings, '90');
    await user.click(section.getByRole('button', { name: 'Save retention' }));

    expect(await screen.findByText('Retention saved.')).toBeVisible();
    expect(await section.findByLabelText('Recordings')).toHaveValue(90);
    expect(section.getByLabelText('Whole calls')).toHaveValue(null);
  });

  it('hold_OnACaller_IsListedAndCanBeLifted', async () => {
    const { user } = await renderApp(world().api, address);

    expect(await screen.findByText('No legal holds')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Place a hold' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByLabelText('Caller number'), caller);
    await user.type(dialog.getByLabelText('Reason'), 'Lawsuit 17');
    await user.click(dialog.getByRole('button', { name: 'Place hold' }));

    expect(await screen.findByText('Caller (312) 555-0001')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Lift the hold: Lawsuit 17' }));
    expect(await screen.findByText('Lifted')).toBeVisible();
  });

  it('erasure_WhenConfirmed_ShowsTheCountsFirstAndOffersTheCertificate', async () => {
    const { user } = await renderApp(world().api, address);

    await user.click(await screen.findByRole('button', { name: 'Erase a caller' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByLabelText('Caller number'), '312 555 0001');
    await user.click(dialog.getByRole('button', { name: 'Count what there is' }));
    expect(await dialog.findByText('(312) 555-0001')).toBeVisible();
    const erase = dialog.getByRole('button', { name: 'Erase for good' });
    expect(erase).toBeDisabled();
    await user.click(dialog.getByRole('checkbox'));
    await user.click(erase);

    expect(await screen.findByText('Erased caller')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Certificate' })).toBeVisible();
  });

  it('erasure_UnderAHold_SaysSoAndStartsNothing', async () => {
    const { api } = world();
    const { user } = await renderApp(api, address);

    await user.click(await screen.findByRole('button', { name: 'Place a hold' }));
    let dialog = within(screen.getByRole('dialog'));
    await user.selectOptions(dialog.getByLabelText('What to keep'), 'organization');
    await user.type(dialog.getByLabelText('Reason'), 'Audit');
    await user.click(dialog.getByRole('button', { name: 'Place hold' }));
    expect(await screen.findByText('All calls')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Erase a caller' }));
    dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByLabelText('Caller number'), '3125550001');
    await user.click(dialog.getByRole('button', { name: 'Count what there is' }));
    await user.click(await dialog.findByRole('checkbox'));
    await user.click(dialog.getByRole('button', { name: 'Erase for good' }));

    expect(await dialog.findByRole('alert')).toHaveTextContent('A legal hold keeps 1');
  });

  it('page_ForAnAdmin_OffersNoErasure', async () => {
    await renderApp(world('admin').api, address);

    expect(await screen.findByRole('region', { name: 'Retention' })).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Erasure of callers' })).toBeNull();
  });

  it('page_ForAViewer_IsRefused', async () => {
    await renderApp(world('viewer').api, address);

    expect(await screen.findByText('You may not see this')).toBeVisible();
  });
});

describe('privacy of a call', () => {
  it('hold_OnTheCall_IsPlacedAndLiftedThere', async () => {
    const { api, call } = world();
    const { user } = await renderApp(api, `/o/northline/calls/${call.call.id}`);

    const section = within(await screen.findByRole('region', { name: 'Privacy' }));
    await user.click(await section.findByRole('button', { name: 'Place a legal hold' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByLabelText('Reason'), 'Complaint');
    await user.click(dialog.getByRole('button', { name: 'Place hold' }));

    expect(await section.findByText('A legal hold keeps this call.')).toBeVisible();
    await user.click(section.getByRole('button', { name: 'Lift the hold: Complaint' }));
    await waitFor(() => expect(section.queryByText('A legal hold keeps this call.')).toBeNull());
  });

  it('callsOfCaller_WhenThereAreMore_LinkToThem', async () => {
    const { api, call } = world();
    call.callsOfCaller = 3;
    const { user } = await renderApp(api, `/o/northline/calls/${call.call.id}`);

    await user.click(await screen.findByRole('link', { name: '3 calls from this caller' }));

    await waitFor(() => expect(at()).toContain(`sameCallerAs=${call.call.id}`));
    expect(await screen.findByRole('button', { name: /Same caller/ })).toBeVisible();
  });
});
