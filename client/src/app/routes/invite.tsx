import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, LinkIcon, MailX } from 'lucide-react';
import { useState } from 'react';
import type { OpenedInvite } from '@/api/types';
import { AuthFrame } from '@/app/auth-frame';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Loading, Skeleton } from '@/components/ui/states';
import { SignInForm } from '@/features/auth/components/sign-in-form';
import { acceptInvite, declineInvite, openInvite } from '@/features/invites/api/invites';
import { ConsentForm, InviteFacts } from '@/features/invites/components/invite-consent';
import { meQuery } from '@/features/organizations/api/get-me';
import { useLetterToken } from '@/lib/letter-token';
import { ApiError, messageOf } from '@/lib/problem';
import { session } from '@/lib/session';

interface InvitePageProps {
  readonly onJoined: (slug: string) => void;
}

/** Where the letter of an invite leads. Looking changes nothing; joining takes a click. */
export function InvitePage({ onJoined }: InvitePageProps) {
  const token = useLetterToken();
  const [declined, setDeclined] = useState(false);
  const invite = useQuery({
    queryKey: ['invite'],
    queryFn: () => openInvite(token ?? ''),
    enabled: token !== null,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const home = (
    <Link to="/" className="font-medium text-accent hover:underline">
      Go to CallScript
    </Link>
  );
  return (
    <AuthFrame title="You are invited" summary="Look first, then decide." footer={home}>
      {declined ? (
        <p role="status" className="flex items-start gap-2.5">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-safe" />
          <span>You declined. Nothing of yours was shared.</span>
        </p>
      ) : token === null ? (
        <p className="flex items-start gap-2.5">
          <LinkIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <span>This page is opened by the link of an invite. Follow it again, or copy the whole address.</span>
        </p>
      ) : invite.data !== undefined ? (
        <OpenInvite token={token} invite={invite.data} onJoined={onJoined} onDeclined={() => setDeclined(true)} />
      ) : invite.error instanceof ApiError && invite.error.status < 500 ? (
        <p role="alert" className="flex items-start gap-2.5">
          <MailX aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <span>{messageOf(invite.error)}</span>
        </p>
      ) : invite.error !== null ? (
        <ErrorState error={invite.error} onRetry={() => void invite.refetch()} />
      ) : (
        <Loading label="Loading the invite" className="flex flex-col gap-2">
          <Skeleton className="h-5" />
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-9" />
        </Loading>
      )}
    </AuthFrame>
  );
}

interface OpenInviteProps {
  readonly token: string;
  readonly invite: OpenedInvite;
  readonly onJoined: (slug: string) => void;
  readonly onDeclined: () => void;
}

function OpenInvite({ token, invite, onJoined, onDeclined }: OpenInviteProps) {
  const client = useQueryClient();
  const status = useQuery({ queryKey: ['invite', 'session'], queryFn: () => session.restore(), gcTime: 0, staleTime: 0 });
  const signedIn = status.data === 'signed_in';
  const me = useQuery({ ...meQuery, enabled: signedIn });
  const [otherPerson, setOtherPerson] = useState(false);

  const join = async (person?: { readonly displayName: string; readonly password: string }) => {
    try {
      const joined = await acceptInvite(token, person);
      if (person !== undefined) {
        await session.signIn(joined.email, person.password);
      }
      await client.fetchQuery({ ...meQuery, staleTime: 0 });
      onJoined(joined.slug);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'invite_for_another_person') {
        setOtherPerson(true);
        return;
      }
      throw error;
    }
  };

  const isTheirs = me.data !== undefined && me.data.user.email.toLowerCase() === invite.email.toLowerCase();
  const isSomebodyElse = otherPerson || (signedIn && me.data !== undefined && !isTheirs);
  return (
    <div className="flex flex-col gap-5">
      <InviteFacts invite={invite} />
      {status.isPending || (signedIn && me.isPending) ? (
        <Loading label="Looking who is signed in">
          <Skeleton className="h-10" />
        </Loading>
      ) : isSomebodyElse ? (
        <div className="flex flex-col gap-3">
          <p>
            You are signed in as <span className="font-medium wrap-anywhere">{me.data?.user.email ?? 'somebody else'}</span>. Sign out to
            accept as {invite.email}.
          </p>
          <Button
            onClick={() => {
              void session.signOut().finally(() => {
                client.removeQueries({ queryKey: meQuery.queryKey });
                setOtherPerson(false);
                void status.refetch();
              });
            }}
          >
            Sign out
          </Button>
        </div>
      ) : invite.hasAccount && !signedIn ? (
        <div className="flex flex-col gap-3 border-t border-line pt-4">
          <p className="text-muted">Sign in as {invite.email} to decide.</p>
          <SignInForm onSignedIn={() => void status.refetch()} />
        </div>
      ) : (
        <ConsentForm
          organizationName={invite.organizationName}
          isNew={!invite.hasAccount}
          onAccept={join}
          onDecline={async () => {
            await declineInvite(token);
            onDeclined();
          }}
        />
      )}
    </div>
  );
}
