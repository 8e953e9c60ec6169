import { Logo } from '@/app/logo';
import { SignInForm } from '@/features/auth/components/sign-in-form';
import { usePageTitle } from '@/lib/page-title';

export function SignInPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
  usePageTitle('Sign in');
  return (
    <main className="grid min-h-dvh place-items-center bg-subtle px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-9" />
          <div>
            <h1 className="text-lg leading-6 font-semibold">Sign in to CallScript</h1>
            <p className="text-muted">Review what was said on your calls.</p>
          </div>
        </div>
        <div className="rounded-lg border border-line bg-raised p-5">
          <SignInForm onSignedIn={onSignedIn} />
        </div>
      </div>
    </main>
  );
}
