import { CloudOff, Lock, SearchX, TriangleAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { StateMessage } from '@/components/ui/states';
import { ApiError, messageOf, UnreachableError } from '@/lib/problem';

interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly heading?: 'h1' | 'h2';
}

/** What went wrong, in words that fit its kind: out of reach, forbidden, missing, or broken. */
export function ErrorState({ error, onRetry, heading }: ErrorStateProps) {
  const retry = onRetry === undefined ? undefined : <Button onClick={onRetry}>Try again</Button>;
  const shared = { role: 'alert', ...(heading === undefined ? {} : { heading }) } as const;

  if (error instanceof UnreachableError) {
    return (
      <StateMessage {...shared} icon={CloudOff} title="CallScript cannot be reached" actions={retry}>
        <p>
          {error.reason === 'timeout' ? 'The server took too long to answer.' : 'The server does not answer.'} Check your connection, and
          that CallScript is running.
        </p>
      </StateMessage>
    );
  }
  if (error instanceof ApiError && error.status === 403) {
    return (
      <StateMessage {...shared} icon={Lock} title="You may not see this">
        <p>Your role in this organization does not include it. An admin or owner can change that.</p>
      </StateMessage>
    );
  }
  if (error instanceof ApiError && error.status === 404) {
    return (
      <StateMessage {...shared} icon={SearchX} title="Not found">
        <p>{messageOf(error)}</p>
      </StateMessage>
    );
  }
  return (
    <StateMessage {...shared} icon={TriangleAlert} title="This did not work" actions={retry}>
      <p>{messageOf(error)}</p>
    </StateMessage>
  );
}
