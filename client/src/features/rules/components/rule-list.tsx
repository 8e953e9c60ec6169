import { useQuery } from '@tanstack/react-query';
import { BookOpen } from 'lucide-react';
import type { Rule } from '@/api/types';
import { SeverityBadge } from '@/components/calls/badges';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton, StateMessage } from '@/components/ui/states';
import { rulesQuery } from '@/features/rules/api/list-rules';
import { humanize, severities, verticalLabels, verticals } from '@/lib/labels';
import { useOrganization } from '@/lib/organization';

const parties: Readonly<Record<string, string>> = {
  agent: 'What the agent says',
  caller: 'What the caller says',
  either: 'What anybody says',
  none: 'The sound itself',
};

export function RuleList() {
  const organization = useOrganization();
  const query = useQuery(rulesQuery(organization.id));

  if (query.isPending) {
    return (
      <Loading label="Loading rules" className="flex flex-col gap-4 p-4 lg:p-6">
        {Array.from({ length: 8 }, (_, row) => (
          <Skeleton key={row} className="h-12" />
        ))}
      </Loading>
    );
  }
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const rules = query.data.items.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.title.localeCompare(b.title),
  );
  if (rules.length === 0) {
    return (
      <StateMessage icon={BookOpen} title="No rules">
        <p>This organization has switched every rule off, so its calls are transcribed but raise no flags.</p>
      </StateMessage>
    );
  }
  return (
    <ul>
      {rules.map((rule) => (
        <RuleRow key={rule.slug} rule={rule} />
      ))}
    </ul>
  );
}

function RuleRow({ rule }: { readonly rule: Rule }) {
  const everywhere = rule.verticals.length === 0 || rule.verticals.length === verticals.length;
  return (
    <li className="grid gap-x-6 gap-y-1 border-b border-line px-4 py-3 lg:grid-cols-[6rem_minmax(0,1fr)_16rem] lg:px-6">
      <div className="flex items-start gap-2">
        <SeverityBadge severity={rule.severity} />
      </div>
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-baseline gap-x-2 font-semibold">
          {rule.title}
          <code className="font-mono text-2xs font-normal text-faint">{rule.slug}</code>
        </h2>
        <p className="max-w-3xl text-pretty text-muted">{rule.description}</p>
      </div>
      <dl className="text-xs text-muted">
        <div>
          <dt className="sr-only">Looks at</dt>
          <dd>{parties[rule.party] ?? humanize(rule.party)}</dd>
        </div>
        <div>
          <dt className="sr-only">Applies to</dt>
          <dd>{everywhere ? 'Every vertical' : rule.verticals.map((vertical) => verticalLabels[vertical]).join(', ')}</dd>
        </div>
        {!rule.evaluated && (
          <div>
            <dt className="sr-only">State</dt>
            <dd className="font-medium text-warning">Not checked by the current judge</dd>
          </div>
        )}
      </dl>
    </li>
  );
}
