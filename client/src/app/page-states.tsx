import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass, Lock } from 'lucide-react';
import { Button, buttonStyles } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { StateMessage } from '@/components/ui/states';
import { meQuery } from '@/features/organizations/api/get-me';
import { usePageTitle } from '@/lib/page-title';
import { session } from '@/lib/session';

export function NoOrganization() {
  usePageTitle('No organization');
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <main className="grid min-h-dvh place-items-center">
      <StateMessage
        heading="h1"
        icon={Lock}
        title="You belong to no organization yet"
        actions={
          <>
            {me.mayCreateOrganization && (
              <Link to="/organizations/new" className={buttonStyles({ tone: 'primary' })}>
                Create an organization
              </Link>
            )}
            <Button onClick={() => void session.signOut()}>Sign out</Button>
          </>
        }
      >
        <p>Ask an owner or admin of your organization to invite you.</p>
      </StateMessage>
    </main>
  );
}

export function NotYours() {
  usePageTitle('No access');
  return (
    <main className="grid min-h-dvh place-items-center">
      <StateMessage
        heading="h1"
        icon={Lock}
        title="You have no access to this organization"
        actions={
          <a href="/" className={buttonStyles({ tone: 'secondary' })}>
            Go to my organization
          </a>
        }
      >
        <p>It may not exist, or you may not be one of its members.</p>
      </StateMessage>
    </main>
  );
}

export function NotFound() {
  usePageTitle('Not found');
  return (
    <div className="grid min-h-full flex-1 place-items-center">
      <StateMessage
        heading="h1"
        icon={Compass}
        title="There is no such page"
        actions={
          <a href="/" className={buttonStyles({ tone: 'secondary' })}>
            Go to the inbox
          </a>
        }
      >
        <p>The address may be mistyped or out of date.</p>
      </StateMessage>
    </div>
  );
}

/** Runs the page's checks and loaders again; resetting alone would show the old error once more. */
function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () => {
    void router.invalidate().then(reset);
  };
}

/** Keeps the navigation around a page that broke. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} heading="h1" onRetry={useRetry(reset)} />;
}

export function WholePageError({ error, reset }: ErrorComponentProps) {
  const onRetry = useRetry(reset);
  usePageTitle('Out of reach');
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState heading="h1" error={error} onRetry={onRetry} />
    </main>
  );
}
