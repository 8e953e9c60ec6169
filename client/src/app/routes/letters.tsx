import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, LinkIcon, Lock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { AuthFrame } from '@/app/auth-frame';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { FormError } from '@/components/ui/form';
import { Loading, Skeleton } from '@/components/ui/states';
import { confirmEmail, requestPasswordReset, requestSignUp, resetPassword } from '@/features/auth/api/letters';
import { signInSettingsQuery } from '@/features/auth/api/sign-in-settings';
import { LetterRequestForm } from '@/features/auth/components/letter-request-form';
import { NewPasswordForm } from '@/features/auth/components/new-password-form';
import { useLetterToken } from '@/lib/letter-token';
import { session } from '@/lib/session';
import { useSubmit } from '@/lib/use-submit';

const newLink = (
  <Link to="/forgot-password" className="font-medium text-accent hover:underline">
    Ask for a new link
  </Link>
);

const backToSignIn = (
  <Link to="/sign-in" className="font-medium text-accent hover:underline">
    Back to signing in
  </Link>
);

export function ForgotPasswordPage() {
  return (
    <AuthFrame title="Forgot your password?" summary="A link to set a new one comes by mail." footer={backToSignIn}>
      <LetterRequestForm
        label="Send the link"
        request={requestPasswordReset}
        asked={(email) => `If ${email} has an account, a link is on its way. It works once, within 30 minutes.`}
      />
    </AuthFrame>
  );
}

export function SignUpPage() {
  const { data: settings, error, refetch } = useQuery(signInSettingsQuery);
  return (
    <AuthFrame title="Create an account" summary="A link to finish it comes by mail." footer={backToSignIn}>
      {settings?.openSignUp === true ? (
        <LetterRequestForm
          label="Send the link"
          request={requestSignUp}
          asked={(email) => `A letter is on its way to ${email}. Its link works once, within 24 hours.`}
        />
      ) : settings !== undefined ? (
        <p className="flex items-start gap-2.5">
          <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <span>Accounts are made by invite here. Ask an owner or admin of your organization to invite you.</span>
        </p>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading label="Loading" className="flex flex-col gap-4">
          <Skeleton className="h-9" />
          <Skeleton className="h-10" />
        </Loading>
      )}
    </AuthFrame>
  );
}

export function ResetPasswordPage() {
  const token = useLetterToken();
  const [done, setDone] = useState(false);
  return (
    <AuthFrame
      title="Set a new password"
      summary="You will be signed out everywhere."
      footer={
        <>
          {backToSignIn}
          {!done && newLink}
        </>
      }
    >
      {done ? (
        <Done>Your password is set. Sign in with it.</Done>
      ) : token === null ? (
        <NoToken />
      ) : (
        <NewPasswordForm
          label="Set the password"
          field="newPassword"
          send={async (password) => {
            await resetPassword(token, password);
            setDone(true);
          }}
        />
      )}
    </AuthFrame>
  );
}

export function CompleteSignUpPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const token = useLetterToken();
  return (
    <AuthFrame title="Finish your account" summary="Your address is confirmed." footer={backToSignIn}>
      {token === null ? (
        <NoToken />
      ) : (
        <NewPasswordForm
          label="Create the account"
          field="password"
          withName
          send={async (password, displayName) => {
            await session.completeSignUp(token, displayName, password);
            onSignedIn();
          }}
        />
      )}
    </AuthFrame>
  );
}

/** Waits for a click: programs that look through mail follow links, and must not use this one up. */
export function ConfirmEmailPage() {
  const token = useLetterToken();
  const [done, setDone] = useState(false);
  const { busy, message, submit } = useSubmit({
    send: async () => {
      await confirmEmail(token ?? '');
      setDone(true);
    },
    say: (error) => (error.code === 'link_invalid' ? 'The link is no longer good. Change the address again in your account.' : null),
  });
  return (
    <AuthFrame title="Confirm your address" summary="You will sign in with it from now on." footer={backToSignIn}>
      {done ? (
        <Done>Your address is changed. Sign in with the new one next time.</Done>
      ) : token === null ? (
        <NoToken />
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <FormError message={message} />
          <Button type="submit" tone="primary" size="lg" busy={busy}>
            Confirm the address
          </Button>
        </form>
      )}
    </AuthFrame>
  );
}

function Done({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="flex items-start gap-2.5">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-safe" />
      <span>{children}</span>
    </p>
  );
}

function NoToken() {
  return (
    <p className="flex items-start gap-2.5">
      <LinkIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      <span>This page is opened by the link of a letter. Follow it again, or copy the whole address.</span>
    </p>
  );
}
