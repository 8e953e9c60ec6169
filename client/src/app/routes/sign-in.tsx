import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AuthFrame } from '@/app/auth-frame';
import { FormError } from '@/components/ui/form';
import { signInSettingsQuery } from '@/features/auth/api/sign-in-settings';
import { OrganizationSignInForm, singleSignOnProblems } from '@/features/auth/components/organization-sign-in-form';
import { SignInForm } from '@/features/auth/components/sign-in-form';

interface SignInPageProps {
  readonly returnTo: string | undefined;
  /** The code of what went wrong with a sign-in through an organization. */
  readonly problem: string | undefined;
  readonly onSignedIn: () => void;
}

export function SignInPage({ returnTo, problem, onSignedIn }: SignInPageProps) {
  // Signing in works without these settings; what they offer beside it simply stays away.
  const { data: settings } = useQuery(signInSettingsQuery);
  return (
    <AuthFrame
      title="Sign in to CallScript"
      summary="Review what was said on your calls."
      footer={
        <>
          <Link to="/forgot-password" className="font-medium text-accent hover:underline">
            Forgot your password?
          </Link>
          {settings?.openSignUp === true && (
            <Link to="/sign-up" className="font-medium text-accent hover:underline">
              Create an account
            </Link>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormError message={problem === undefined ? null : (singleSignOnProblems[problem] ?? null)} />
        <SignInForm onSignedIn={onSignedIn} />
        <div className="border-t border-line pt-4">
          <OrganizationSignInForm returnTo={returnTo} />
        </div>
      </div>
    </AuthFrame>
  );
}
