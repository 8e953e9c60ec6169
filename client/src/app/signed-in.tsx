import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { returnPath } from '@/lib/return-path';
import { session } from '@/lib/session';
import { forgetUnfinishedUploads } from '@/lib/unfinished-uploads';

/** Leaves for the sign-in page as soon as the session ends, here or in another tab. */
export function SignedIn() {
  const status = useSyncExternalStore(session.subscribe, () => session.status);
  const navigate = useNavigate();
  useEffect(() => {
    if (status === 'signed_out') {
      forgetUnfinishedUploads();
      void navigate({ to: '/sign-in', search: signInSearch(), replace: true });
    }
  }, [status, navigate]);
  return status === 'signed_out' ? null : <Outlet />;
}

function signInSearch(): { returnTo?: string } {
  const returnTo = returnPath(window.location.pathname + window.location.search);
  return returnTo === undefined ? {} : { returnTo };
}
