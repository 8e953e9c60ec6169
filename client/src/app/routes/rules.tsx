import { PageHeader } from '@/components/ui/page';
import { RuleList } from '@/features/rules/components/rule-list';
import { usePageTitle } from '@/lib/page-title';

export function RulesPage() {
  usePageTitle('Rules');
  return (
    <>
      <PageHeader title="Rules" summary="What every call is judged by" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <RuleList />
      </div>
    </>
  );
}
