import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Megaphone } from 'lucide-react';
import { useState } from 'react';
import { keys } from '@/api/keys';
import type { Campaign, Vertical } from '@/api/types';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Select } from '@/components/ui/select';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { campaignsQuery, confirmVertical } from '@/features/organizations/api/campaigns';
import { RemapDialog } from '@/features/organizations/components/remap-dialog';
import { formatCount, formatTimestamp } from '@/lib/format';
import { verticalLabels, verticals } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';
import { messageOf } from '@/lib/problem';
import { showToast } from '@/lib/toasts';

const options = verticals.map((vertical) => ({ value: vertical as Vertical, label: verticalLabels[vertical] }));

/** Every campaign with what its name suggests, to be confirmed or corrected. */
export function CampaignVerticals() {
  const organization = useOrganization();
  const { data, error, refetch } = useQuery(campaignsQuery(organization.id));
  if (data === undefined) {
    return error !== null ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading label="Loading the campaigns" className="flex flex-col gap-2">
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
      </Loading>
    );
  }
  if (data.items.length === 0) {
    return (
      <StateMessage icon={Megaphone} title="No campaigns yet" className="rounded-lg border border-line py-10">
        <p>They appear with the first calls that belong to them.</p>
      </StateMessage>
    );
  }
  return (
    <ul aria-label="Campaigns" className="divide-y divide-line rounded-lg border border-line">
      {data.items.map((campaign) => (
        <CampaignRow key={campaign.id} organizationId={organization.id} campaign={campaign} />
      ))}
    </ul>
  );
}

function CampaignRow({ organizationId, campaign }: { readonly organizationId: string; readonly campaign: Campaign }) {
  const client = useQueryClient();
  const [choice, setChoice] = useState<Vertical | null>(null);
  const vertical = choice ?? campaign.vertical;
  const confirm = useMutation({
    mutationFn: () => confirmVertical(organizationId, campaign.id, vertical, null),
    onError: (problem) => showToast({ tone: 'error', message: `The vertical was not saved: ${messageOf(problem)}` }),
    onSuccess: () => setChoice(null),
    onSettled: () => client.invalidateQueries({ queryKey: keys.campaigns(organizationId) }),
  });
  const [remapping, setRemapping] = useState(false);
  const settled = campaign.isVerticalConfirmed && vertical === campaign.vertical;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">{campaign.name}</p>
        <p className="text-xs text-faint">
          {campaign.isVerticalConfirmed ? 'Confirmed' : 'Guessed from the name'}
          {campaign.rejudgement !== null && `, ${describe(campaign.rejudgement)}`}
        </p>
      </div>
      <Select
        aria-label={`Vertical of ${campaign.name}`}
        value={vertical}
        options={options}
        onChange={setChoice}
        className="min-w-0 grow basis-40 sm:w-48 sm:flex-none"
      />
      {settled ? (
        <Button className="w-28" onClick={() => setRemapping(true)}>
          Judge again
          <span className="sr-only"> calls of {campaign.name}</span>
        </Button>
      ) : (
        <Button
          className="w-28"
          busy={confirm.isPending}
          onClick={() => (vertical === campaign.vertical ? confirm.mutate() : setRemapping(true))}
        >
          {vertical === campaign.vertical ? 'Confirm' : 'Change'}
          <span className="sr-only"> the vertical of {campaign.name}</span>
        </Button>
      )}
      {remapping && (
        <RemapDialog
          organizationId={organizationId}
          campaign={campaign}
          vertical={vertical}
          onClose={() => {
            setRemapping(false);
            setChoice(null);
          }}
        />
      )}
    </li>
  );
}

function describe(rejudgement: NonNullable<Campaign['rejudgement']>): string {
  const count = `${formatCount(rejudgement.requeued)} ${rejudgement.requeued === 1 ? 'call' : 'calls'}`;
  return rejudgement.finishedAt === null
    ? `being judged again: ${count} queued so far`
    : `${count} queued for another verdict on ${formatTimestamp(rejudgement.finishedAt)}`;
}
