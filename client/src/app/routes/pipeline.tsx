import { PageBody, PageHeader } from '@/components/ui/page';
import { Pipeline, PipelineFreshness } from '@/features/pipeline/components/lanes';
import { usePageTitle } from '@/lib/page-title';

export function PipelinePage() {
  usePageTitle('Pipeline');
  return (
    <>
      <PageHeader title="Pipeline" actions={<PipelineFreshness />} />
      <PageBody label="Pipeline status">
        <Pipeline />
      </PageBody>
    </>
  );
}
