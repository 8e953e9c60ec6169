import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useNavigate,
} from '@tanstack/react-router';
import { OrganizationLayout } from '@/app/organization-layout';
import { NoOrganization, NotFound, PageError, WholePageError } from '@/app/page-states';
import { FlagsPage } from '@/app/routes/flags';
import { SignInPage } from '@/app/routes/sign-in';
import { SignedIn } from '@/app/signed-in';
import { parseAuditFilters } from '@/features/audit/api/list-audit-entries';
import { parseCallFilters } from '@/features/calls/api/list-calls';
import { parseInboxFilters } from '@/features/flags/api/list-flags';
import { meQuery } from '@/features/organizations/api/get-me';
import { lastOrganization } from '@/lib/last-organization';
import { UnreachableError } from '@/lib/problem';
import { returnPath } from '@/lib/return-path';
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
  component: function Organization() {
    const { slug } = organizationRoute.useParams();
    return <OrganizationLayout slug={slug} />;
  },
  errorComponent: WholePageError,
});

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
