import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { AuthFrame } from '@/app/auth-frame';
import { Button, buttonStyles } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { PageBody, PageHeader } from '@/components/ui/page';
import { SettingsPage } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { organizationQuery } from '@/features/organizations/api/organization';
import { StartOrganizationForm } from '@/features/organizations/components/start-organization-form';
import { VerticalsForm } from '@/features/organizations/components/verticals-form';
import { ringbaQuery } from '@/features/ringba/api/ringba';
import { RingbaForm } from '@/features/ringba/components/ringba-form';
import { StartReading } from '@/features/ringba/components/start-reading';
import { cn } from '@/lib/cn';
import { useOrganization } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';

export function NewOrganizationPage({ onStarted }: { readonly onStarted: (slug: string) => void }) {
  return (
    <AuthFrame
      title="New organization"
      summary="Its calls, people and settings are its own."
      footer={
        <Link to="/" className="font-medium text-accent hover:underline">
          Back
        </Link>
      }
    >
      <StartOrganizationForm onStarted={onStarted} />
    </AuthFrame>
  );
}

/** From an empty organization to the first calls: connect, choose, start. */
export function OnboardingPage({ onFinished }: { readonly onFinished: () => void }) {
  usePageTitle('Get started');
  const organization = useOrganization();
  const settings = useQuery(organizationQuery(organization.id));
  const ringba = useQuery(ringbaQuery(organization.id));
  const [chosen, setChosen] = useState(false);
  const [skipped, setSkipped] = useState(false);

  const failed = settings.error ?? ringba.error;
  const connected = ringba.data !== undefined && ringba.data.connection !== null;
  const reading = connected && ringba.data.connection?.readFrom !== null;
  const step = !connected && !skipped ? 1 : !chosen ? 2 : 3;
  return (
    <>
      <PageHeader title="Get started" summary={organization.name} />
      <PageBody label="Get started">
        {settings.data !== undefined && ringba.data !== undefined ? (
          <SettingsPage>
            <ol className="flex flex-col gap-6">
              <Step
                number={1}
                title="Connect Ringba"
                current={step}
                done={connected}
                closed={
                  skipped &&
                  !connected && (
                    <Button tone="ghost" size="sm" className="self-start" onClick={() => setSkipped(false)}>
                      Connect it after all
                    </Button>
                  )
                }
              >
                <p className="text-muted">Ringba is asked at once whether the account and its token fit.</p>
                <RingbaForm status={ringba.data} onSaved={() => setSkipped(false)} />
                <Button tone="ghost" className="self-start" onClick={() => setSkipped(true)}>
                  I import recordings instead
                </Button>
              </Step>
              <Step number={2} title="Choose your verticals" current={step} done={chosen}>
                <VerticalsForm settings={settings.data} label="Continue" onSaved={() => setChosen(true)} />
              </Step>
              <Step number={3} title={skipped && !connected ? 'Import recordings' : 'Read your calls'} current={step} done={reading}>
                {reading ? (
                  <p className="text-muted">Your calls are being read. The first appear within minutes.</p>
                ) : connected ? (
                  <StartReading onStarted={onFinished} />
                ) : (
                  <p className="text-muted">Import recordings on the Calls page; Ringba can be connected later in the settings.</p>
                )}
                {(reading || !connected) && (
                  <Link
                    to="/o/$slug/calls"
                    params={{ slug: organization.slug }}
                    className={cn(buttonStyles({ tone: 'primary' }), 'self-start')}
                  >
                    Go to the calls
                  </Link>
                )}
              </Step>
            </ol>
          </SettingsPage>
        ) : failed !== null ? (
          <ErrorState
            error={failed}
            onRetry={() => {
              void settings.refetch();
              void ringba.refetch();
            }}
          />
        ) : (
          <Loading label="Loading" className="flex max-w-md flex-col gap-3 p-6">
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </Loading>
        )}
      </PageBody>
    </>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly current: number;
  readonly done: boolean;
  readonly children: ReactNode;
  /** What can be done about it while another step is open. */
  readonly closed?: ReactNode;
}

function Step({ number, title, current, done, children, closed }: StepProps) {
  const open = number === current;
  return (
    <li aria-current={open ? 'step' : undefined} className="flex gap-3">
      <span
        aria-hidden
        className={cn(
          'grid size-6 shrink-0 place-items-center rounded-full border text-xs font-semibold',
          done
            ? 'border-safe-line bg-safe-soft text-safe'
            : open
              ? 'border-transparent bg-accent text-on-accent'
              : 'border-strong text-faint',
        )}
      >
        {done ? <Check className="size-3.5" /> : number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        <h2 className={cn('text-base leading-6 font-semibold', !open && 'text-muted')}>
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h2>
        {open ? children : closed}
      </div>
    </li>
  );
}
