import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Lock } from 'lucide-react';
import { Logo } from '@/app/logo';
import { buttonStyles } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { PageBody } from '@/components/ui/page';
import { SettingsPage } from '@/components/ui/settings';
import { Loading, Skeleton } from '@/components/ui/states';
import { accountQuery } from '@/features/account/api/account';
import { ProfileSection } from '@/features/account/components/profile-section';
import { ProofProvider } from '@/features/account/components/proof-provider';
import { SessionsSection } from '@/features/account/components/sessions-section';
import { EmailSection, PasswordSection } from '@/features/account/components/sign-in-section';
import { TwoFactorSection } from '@/features/account/components/two-factor-section';
import { usePageTitle } from '@/lib/page-title';

/** A person's own account. It belongs to no organization, so it stands outside of their pages. */
export function AccountPage() {
  usePageTitle('Your account');
  const { data: account, error, refetch } = useQuery(accountQuery);
  return (
    <main className="flex h-dvh flex-col">
      <header className="flex min-h-12 items-center gap-3 border-b border-line px-4 py-2 lg:px-6">
        <Logo className="size-6 shrink-0" />
        <h1 className="flex-1 truncate text-base font-semibold">Your account</h1>
        <a href="/" className={buttonStyles({ tone: 'ghost' })}>
          <ArrowLeft aria-hidden className="size-4" />
          Back
        </a>
      </header>
      <PageBody label="Account">
        {account !== undefined ? (
          <ProofProvider hasPassword={account.hasPassword} hasTwoFactor={account.hasTwoFactor}>
            <SettingsPage>
              {account.isLimited && (
                <p className="flex items-start gap-2 rounded-md border border-info-line bg-info-soft px-3 py-2 text-info">
                  <Lock aria-hidden className="mt-0.5 size-4 shrink-0" />
                  You came through your organization’s sign-in. To change the account, sign in with your password; “Forgot your password?”
                  sets one.
                </p>
              )}
              <ProfileSection account={account} />
              {!account.isLimited && (
                <>
                  <EmailSection account={account} />
                  <PasswordSection account={account} />
                  <TwoFactorSection account={account} />
                  <SessionsSection />
                </>
              )}
            </SettingsPage>
          </ProofProvider>
        ) : error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading label="Loading your account" className="flex max-w-md flex-col gap-3 p-6">
            <Skeleton className="h-5 w-40" />
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </Loading>
        )}
      </PageBody>
    </main>
  );
}
