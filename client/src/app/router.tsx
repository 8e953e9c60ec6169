import { useQueryClient, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  Outlet,
  redirect,
  useNavigate,
  useRouter,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { Compass, Lock } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Membership } from '@/api/types';
import { FlagsPage } from '@/app/routes/flags';
import { SignInPage } from '@/app/routes/sign-in';
import { Shell } from '@/app/shell';
import { Button, buttonStyles } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { StateMessage } from '@/components/ui/states';
import { parseAuditFilters } from '@/features/audit/api/list-audit-entries';
import { parseCallFilters } from '@/features/calls/api/list-calls';
import { parseInboxFilters } from '@/features/flags/api/list-flags';
import { meQuery } from '@/features/organizations/api/get-me';
import { lastOrganization, rememberOrganization } from '@/lib/last-organization';
import { OrganizationContext } from '@/lib/organization';
import { usePageTitle } from '@/lib/page-title';
import { UnreachableError } from '@/lib/problem';
import { parseSearch, stringifySearch, textOf, type SearchInput } from '@/lib/search';
import { session } from '@/lib/session';

// The inbox is where everybody starts; the other pages come when they are asked for.
const CallsPage = lazyRouteComponent(() => import('@/app/routes/calls'), 'CallsPage');
const CallPage = lazyRouteComponent(() => import('@/app/routes/call'), 'CallPage');
const PipelinePage = lazyRouteComponent(() => import('@/app/routes/pipeline'), 'PipelinePage');
const RulesPage = lazyRouteComponent(() => import('@/app/routes/rules'), 'RulesPage');
const AccountPage = lazyRouteComponent(() => import('@/app/routes/account'), 'AccountPage');
const ForgotPasswordPage = lazyRouteComponent(() => import('@/app/routes/letters'), 'ForgotPasswordPage');
const ResetPasswordPage = lazyRouteComponent(() => import('@/app/routes/letters'), 'ResetPasswordPage');
const SignUpPage = lazyRouteComponent(() => import('@/app/routes/letters'), 'SignUpPage');
const CompleteSignUpPage = lazyRouteComponent(() => import('@/app/routes/letters'), 'CompleteSignUpPage');
const ConfirmEmailPage = lazyRouteComponent(() => import('@/app/routes/letters'), 'ConfirmEmailPage');
const SettingsLayout = lazyRouteComponent(() => import('@/app/routes/settings'), 'SettingsLayout');
const SingleSignOnSettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-sign-in'), 'SingleSignOnSettingsPage');
const AuditSettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-audit'), 'AuditSettingsPage');
const OrganizationSettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-organization'), 'OrganizationSettingsPage');
const MembersSettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-members'), 'MembersSettingsPage');
const ApiKeysSettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-api-keys'), 'ApiKeysSettingsPage');
const IntegrationsSettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-integrations'), 'IntegrationsSettingsPage');
const InvitePage = lazyRouteComponent(() => import('@/app/routes/invite'), 'InvitePage');
const NewOrganizationPage = lazyRouteComponent(() => import('@/app/routes/onboarding'), 'NewOrganizationPage');
const OnboardingPage = lazyRouteComponent(() => import('@/app/routes/onboarding'), 'OnboardingPage');
const PrivacySettingsPage = lazyRouteComponent(() => import('@/app/routes/settings-privacy'), 'PrivacySettingsPage');

interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: () => (
    <main className="grid min-h-dvh">
      <NotFound />
    </main>
  ),
});

/** Where to go after signing in: a page of ours and nothing else, so that a link cannot send people elsewhere. */
function returnPath(value: unknown): string | undefined {
  const path = textOf(value, 2000);
  return path !== undefined && /^\/(o\/[^/\\]|account$)/.test(path) ? path : undefined;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: SearchInput): { returnTo?: string; problem?: string } => {
    const returnTo = returnPath(search['returnTo']);
    const problem = textOf(search['problem'], 60);
    return { ...(returnTo === undefined ? {} : { returnTo }), ...(problem === undefined ? {} : { problem }) };
  },
  beforeLoad: async ({ search }) => {
    if ((await session.restore()) === 'signed_in') {
      throw redirect({ href: returnPath(search.returnTo) ?? '/' });
    }
  },
  component: function SignIn() {
    const { returnTo, problem } = signInRoute.useSearch();
    const navigate = useNavigate();
    return (
      <SignInPage
        returnTo={returnTo}
        problem={problem}
        onSignedIn={() => void navigate({ href: returnPath(returnTo) ?? '/', replace: true })}
      />
    );
  },
});

// Pages that letters lead to; they work signed in or not.
const forgotPasswordRoute = createRoute({ getParentRoute: () => rootRoute, path: '/forgot-password', component: ForgotPasswordPage });
const resetPasswordRoute = createRoute({ getParentRoute: () => rootRoute, path: '/reset-password', component: ResetPasswordPage });
const signUpRoute = createRoute({ getParentRoute: () => rootRoute, path: '/sign-up', component: SignUpPage });
const confirmEmailRoute = createRoute({ getParentRoute: () => rootRoute, path: '/confirm-email', component: ConfirmEmailPage });
const completeSignUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up/complete',
  component: function CompleteSignUp() {
    const navigate = useNavigate();
    return <CompleteSignUpPage onSignedIn={() => void navigate({ to: '/', replace: true })} />;
  },
});

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite',
  component: function Invite() {
    const navigate = useNavigate();
    return <InvitePage onJoined={(slug) => void navigate({ to: '/o/$slug/flags', params: { slug }, replace: true })} />;
  },
});

/** Everything below needs somebody who is signed in. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const status = await session.restore();
    if (status === 'unreachable') {
      throw new UnreachableError('network');
    }
    if (status !== 'signed_in') {
      const returnTo = returnPath(location.href);
      throw redirect({ to: '/sign-in', search: returnTo === undefined ? {} : { returnTo } });
    }
  },
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  errorComponent: WholePageError,
  pendingComponent: () => null,
  component: SignedIn,
});

/** Leaves for the sign-in page as soon as the session ends, here or in another tab. */
function SignedIn() {
  const status = useSyncExternalStore(session.subscribe, () => session.status);
  const navigate = useNavigate();
  useEffect(() => {
    if (status === 'signed_out') {
      void navigate({ to: '/sign-in', search: signInSearch(), replace: true });
    }
  }, [status, navigate]);
  return status === 'signed_out' ? null : <Outlet />;
}

function signInSearch(): { returnTo?: string } {
  const returnTo = returnPath(window.location.pathname + window.location.search);
  return returnTo === undefined ? {} : { returnTo };
}

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    const last = lastOrganization(me.user.id);
    const opened = me.organizations.find(({ slug }) => slug === last) ?? me.organizations[0];
    if (opened !== undefined) {
      throw redirect({ to: '/o/$slug/flags', params: { slug: opened.slug }, replace: true });
    }
  },
  component: NoOrganization,
});

function NoOrganization() {
  usePageTitle('No organization');
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <main className="grid min-h-dvh place-items-center">
      <StateMessage
        heading="h1"
        icon={Lock}
        title="You belong to no organization yet"
        actions={
          <>
            {me.mayCreateOrganization && (
              <Link to="/organizations/new" className={buttonStyles({ tone: 'primary' })}>
                Create an organization
              </Link>
            )}
            <Button onClick={() => void session.signOut()}>Sign out</Button>
          </>
        }
      >
        <p>Ask an owner or admin of your organization to invite you.</p>
      </StateMessage>
    </main>
  );
}

const accountRoute = createRoute({ getParentRoute: () => signedInRoute, path: '/account', component: AccountPage });

const newOrganizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/organizations/new',
  component: function NewOrganization() {
    const navigate = useNavigate();
    return <NewOrganizationPage onStarted={(slug) => void navigate({ to: '/o/$slug/start', params: { slug }, replace: true })} />;
  },
});

const organizationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/o/$slug',
  component: OrganizationLayout,
  errorComponent: WholePageError,
});

function OrganizationLayout() {
  const { slug } = organizationRoute.useParams();
  const { data: me } = useSuspenseQuery(meQuery);
  const organization = me.organizations.find((candidate) => candidate.slug === slug);
  useSwitching(me.user.id, organization);
  if (organization === undefined) {
    return <NotYours />;
  }
  return (
    <OrganizationContext value={organization}>
      <Shell me={me} organization={organization}>
        <Outlet />
      </Shell>
    </OrganizationContext>
  );
}

/** Remembers the organization for the next visit, and forgets what was read of the one before. */
function useSwitching(userId: string, organization: Membership | undefined) {
  const client = useQueryClient();
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (organization === undefined) {
      return;
    }
    if (before.current !== null && before.current !== organization.id) {
      client.removeQueries({ queryKey: [before.current] });
    }
    before.current = organization.id;
    rememberOrganization(userId, organization.slug);
  }, [client, userId, organization]);
}

function NotYours() {
  usePageTitle('No access');
  return (
    <main className="grid min-h-dvh place-items-center">
      <StateMessage
        heading="h1"
        icon={Lock}
        title="You have no access to this organization"
        actions={
          <a href="/" className={buttonStyles({ tone: 'secondary' })}>
            Go to my organization
          </a>
        }
      >
        <p>It may not exist, or you may not be one of its members.</p>
      </StateMessage>
    </main>
  );
}

const organizationHomeRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/o/$slug/flags', params, replace: true });
  },
});

const flagsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'flags',
  validateSearch: parseInboxFilters,
  component: function Flags() {
    const filters = flagsRoute.useSearch();
    const navigate = flagsRoute.useNavigate();
    return <FlagsPage filters={filters} onFilters={(search) => void navigate({ search, replace: true })} />;
  },
});

const callsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'calls',
  validateSearch: parseCallFilters,
  component: function Calls() {
    const filters = callsRoute.useSearch();
    const navigate = callsRoute.useNavigate();
    return <CallsPage filters={filters} onFilters={(search) => void navigate({ search, replace: true })} />;
  },
});

const callRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'calls/$callId',
  component: function Call() {
    const { callId } = callRoute.useParams();
    return <CallPage key={callId} callId={callId} />;
  },
});

const pipelineRoute = createRoute({ getParentRoute: () => organizationRoute, path: 'pipeline', component: PipelinePage });
const rulesRoute = createRoute({ getParentRoute: () => organizationRoute, path: 'rules', component: RulesPage });

const settingsRoute = createRoute({ getParentRoute: () => organizationRoute, path: 'settings', component: SettingsLayout });
const settingsHomeRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/o/$slug/settings/organization', params, replace: true });
  },
});
const organizationSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'organization',
  component: function OrganizationSettings() {
    const navigate = useNavigate();
    return <OrganizationSettingsPage onLeft={() => void navigate({ to: '/', replace: true })} />;
  },
});
const membersSettingsRoute = createRoute({ getParentRoute: () => settingsRoute, path: 'members', component: MembersSettingsPage });
const apiKeysSettingsRoute = createRoute({ getParentRoute: () => settingsRoute, path: 'api-keys', component: ApiKeysSettingsPage });
const integrationsSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'integrations',
  component: IntegrationsSettingsPage,
});
const onboardingRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'start',
  component: function Onboarding() {
    const { slug } = onboardingRoute.useParams();
    const navigate = useNavigate();
    return <OnboardingPage onFinished={() => void navigate({ to: '/o/$slug/calls', params: { slug } })} />;
  },
});
const privacySettingsRoute = createRoute({ getParentRoute: () => settingsRoute, path: 'privacy', component: PrivacySettingsPage });

const auditSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'audit',
  validateSearch: parseAuditFilters,
  component: function AuditSettings() {
    const filters = auditSettingsRoute.useSearch();
    const navigate = auditSettingsRoute.useNavigate();
    return <AuditSettingsPage filters={filters} onFilters={(search) => void navigate({ search, replace: true })} />;
  },
});

const singleSignOnSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'sign-in',
  component: SingleSignOnSettingsPage,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  signUpRoute,
  completeSignUpRoute,
  confirmEmailRoute,
  inviteRoute,
  signedInRoute.addChildren([
    homeRoute,
    accountRoute,
    newOrganizationRoute,
    organizationRoute.addChildren([
      organizationHomeRoute,
      flagsRoute,
      callsRoute,
      callRoute,
      pipelineRoute,
      rulesRoute,
      onboardingRoute,
      settingsRoute.addChildren([
        settingsHomeRoute,
        organizationSettingsRoute,
        membersSettingsRoute,
        apiKeysSettingsRoute,
        integrationsSettingsRoute,
        singleSignOnSettingsRoute,
        privacySettingsRoute,
        auditSettingsRoute,
      ]),
    ]),
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    // Without this the router hands on whatever else stands in the address, checked by nobody.
    search: { strict: true },
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function NotFound() {
  usePageTitle('Not found');
  return (
    <div className="grid min-h-full flex-1 place-items-center">
      <StateMessage
        heading="h1"
        icon={Compass}
        title="There is no such page"
        actions={
          <a href="/" className={buttonStyles({ tone: 'secondary' })}>
            Go to the inbox
          </a>
        }
      >
        <p>The address may be mistyped or out of date.</p>
      </StateMessage>
    </div>
  );
}

/** Runs the page's checks and loaders again; resetting alone would show the old error once more. */
function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () => {
    void router.invalidate().then(reset);
  };
}

/** Keeps the navigation around a page that broke. */
function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} heading="h1" onRetry={useRetry(reset)} />;
}

function WholePageError({ error, reset }: ErrorComponentProps) {
  const onRetry = useRetry(reset);
  usePageTitle('Out of reach');
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState heading="h1" error={error} onRetry={onRetry} />
    </main>
  );
}
