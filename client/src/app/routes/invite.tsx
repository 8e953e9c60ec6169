import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleX } from 'lucide-react';
import { useState } from 'react';
import type { OpenedInvite } from '@/api/types';
import { AuthFrame } from '@/app/auth-frame';
import { Button } from '@/components/ui/button';
import { FormError } from '@/components/ui/form';
import { Loading, Skeleton } from '@/components/ui/states';
import { NewPasswordForm } from '@/features/auth/components/new-password-form';
import { acceptInvite, declineInvite, openedInviteQuery } from '@/features/members/api/invite';
import { formatMoment } from '@/lib/format';
import { roleLabels } from '@/lib/labels';
import { useLetterToken } from '@/lib/letter-token';
import { usePageTitle } from '@/lib/page-title';
import { messageOf } from '@/lib/problem';
import { session } from '@/lib/session';
import { useSubmit } from '@/lib/use-submit';

interface InvitePageProps {
  readonly onJoined: (slug: string) => void;
}

/** Who invites to which organization as what; nothing happens before the person says yes. */
export function InvitePage({ onJoined }: InvitePageProps) {
  usePageTitle('Invite');
  const token = useLetterToken();
  return token === null ? (
    <AuthFrame
      title="Invite"
      summary="This page is opened by the link of a letter. Follow it again, or copy the whole address."
      footer={null}
    >
      {null}
    </AuthFrame>
  ) : (
    <Invite token={token} onJoined={onJoined} />
  );
}

function Invite({ token, onJoined }: InvitePageProps & { readonly token: string }) {
  const query = useQuery(openedInviteQuery(token));
  const [declined, setDeclined] = useState(false);
  if (query.isPending) {
    return (
      <AuthFrame title="Invite" summary="Looking it up." footer={null}>
        <Loading label="Loading the invite">
          <Skeleton className="h-24" />
        </Loading>
      </AuthFrame>
    );
  }
  if (query.data === undefined || declined) {
    return (
      <AuthFrame title={declined ? 'Declined' : 'This invite cannot be used'} summary="" footer={null}>
        <p role="status" className="flex items-start gap-2.5">
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          {declined ? 'You did not join. The link no longer works.' : messageOf(query.error)}
        </p>
      </AuthFrame>
    );
  }
  const invite = query.data;
  return (
    <AuthFrame
      title={`Join ${invite.organizationName}`}
      summary={`${invite.invitedBy ?? invite.organizationName} invites ${invite.email} as ${roleLabels[invite.role].toLowerCase()}.`}
      footer={<span className="text-xs text-muted">Good until {formatMoment(invite.expiresAt)}</span>}
    >
      <div className="flex flex-col gap-4">
        <Acceptance token={token} invite={invite} onJoined={onJoined} />
        <Decline token={token} onDeclined={() => setDeclined(true)} />
      </div>
    </AuthFrame>
  );
}

interface AcceptanceProps extends InvitePageProps {
  readonly token: string;
  readonly invite: OpenedInvite;
}

function Acceptance({ token, invite, onJoined }: AcceptanceProps) {
  const { busy, message, submit } = useSubmit({
    send: async () => onJoined((await acceptInvite(token, null, null)).slug),
  });
  if (session.status === 'signed_in') {
    return (
      <form onSubmit={submit} className="flex flex-col gap-4">
        <FormError message={message} />
        <Button type="submit" tone="primary" size="lg" busy={busy}>
          Join
        </Button>
      </form>
    );
  }
  if (invite.hasAccount) {
    return (
      <p>
        This address has an account.{' '}
        <Link to="/sign-in" className="font-medium text-accent hover:underline">
          Sign in
        </Link>{' '}
        with it, and then follow the link of the letter again.
      </p>
    );
  }
  return (
    <NewPasswordForm
      label="Create the account and join"
      field="password"
      withName
      send={async (password, displayName) => {
        const joined = await acceptInvite(token, displayName, password);
        await session.signIn(joined.email, password);
        onJoined(joined.slug);
      }}
    />
  );
}

function Decline({ token, onDeclined }: { readonly token: string; readonly onDeclined: () => void }) {
  const { busy, message, submit } = useSubmit({
    send: async () => {
      await declineInvite(token);
      onDeclined();
    },
  });
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <FormError message={message} />
      <Button type="submit" tone="ghost" busy={busy}>
        Decline
      </Button>
    </form>
  );
}
