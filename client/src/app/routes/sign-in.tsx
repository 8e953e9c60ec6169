import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AuthFrame } from '@/app/auth-frame';
import { signInSettingsQuery } from '@/features/auth/api/sign-in-settings';
import { SignInForm } from '@/features/auth/components/sign-in-form';

export function SignInPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
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
      <SignInForm onSignedIn={onSignedIn} />
    </AuthFrame>
  );
}
