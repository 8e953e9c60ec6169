import { PageBody, PageHeader } from '@/components/ui/page';
import { RuleList } from '@/features/rules/components/rule-list';
import { usePageTitle } from '@/lib/page-title';

export function RulesPage() {
  usePageTitle('Rules');
  return (
    <>
      <PageHeader title="Rules" summary="What every call is judged by" />
      <PageBody label="Rule list">
        <RuleList />
      </PageBody>
    </>
  );
}
