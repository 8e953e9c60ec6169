import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { createAppRouter } from '@/app/router';
import { Toaster } from '@/components/ui/toaster';
import { DeferredDecisions, DeferredDecisionsContext } from '@/features/review/deferred-decisions';

interface AppProps {
  readonly queryClient: QueryClient;
  readonly router: ReturnType<typeof createAppRouter>;
}

export function App({ queryClient, router }: AppProps) {
  const [decisions] = useState(() => new DeferredDecisions(queryClient));

  useEffect(() => {
    const leave = () => void decisions.flush(true);
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [decisions]);

  return (
    <QueryClientProvider client={queryClient}>
      <DeferredDecisionsContext value={decisions}>
        <RouterProvider router={router} />
        <Toaster />
      </DeferredDecisionsContext>
    </QueryClientProvider>
  );
}
