/**
 * Names for the shapes that the API's operations take and give. They are read off the paths, not off the names of
 * schemas, so that a renamed record on the server changes nothing here.
 */
import type { paths } from '@/api/generated/schema';

type Answer<Operation> = Operation extends { responses: infer Responses }
  ? Responses extends { 200: { content: { 'application/json': infer Body } } }
    ? Body
    : never
  : never;

/** Marks properties that may be null. The document cannot always say so of a property with a schema of its own. */
type Nullable<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] | null };

type InOrganization<Tail extends string> = paths[`/api/v1/organizations/{organizationId}${Tail}` & keyof paths];
type Get<Path> = Path extends { get: infer Operation } ? Answer<Operation> : never;
type Post<Path> = Path extends { post: infer Operation } ? Answer<Operation> : never;

export type Me = Get<paths['/api/v1/me']>;
export type Membership = Me['organizations'][number];
export type Role = Membership['role'];
export type Permission = Membership['permissions'][number];

export type OrganizationSettings = Get<InOrganization<'/settings'>>;
export type Plan = OrganizationSettings['plan'];
export type Member = Get<InOrganization<'/members'>>['items'][number];
export type Invite = Get<InOrganization<'/invites'>>['items'][number];
export type OpenedInvite = Post<paths['/api/v1/invites/open']>;
export type ApiKeyList = Get<InOrganization<'/api-keys'>>;
export type ApiKey = ApiKeyList['items'][number];
export type ApiKeyCreated = Post<InOrganization<'/api-keys'>>;
export type RingbaStatus = Nullable<Get<InOrganization<'/integrations/ringba'>>, 'connection'>;
export type RingbaConnection = NonNullable<RingbaStatus['connection']>;
export type RingbaPixel = Post<InOrganization<'/integrations/ringba/pixel'>>;
export type RingbaAccount = Post<InOrganization<'/integrations/ringba/test'>>;

export type InboundWebhook = Get<InOrganization<'/integrations/webhooks'>>['items'][number];
export type InboundWebhookSecret = Post<InOrganization<'/integrations/webhooks'>>;

export type Account = Get<paths['/api/v1/account']>;
export type SessionItem = Get<paths['/api/v1/account/sessions']>['items'][number];
export type TwoFactorSecret = Post<paths['/api/v1/account/two-factor']>;

export type IdentityProvider = Nullable<Get<InOrganization<'/identity-provider'>>, 'defaultRole'>;

export type CallSummary = Nullable<Get<InOrganization<'/calls'>>['items'][number], 'highestSeverity' | 'failure' | 'skipReason'>;
export type CallStatus = CallSummary['status'];
export type Vertical = CallSummary['vertical'];
export type ReviewState = CallSummary['reviewState'];
export type Severity = NonNullable<CallSummary['highestSeverity']>;

export type CallDetail = Nullable<Get<InOrganization<'/calls/{callId}'>>, 'recording' | 'transcript' | 'verdict'> & {
  call: CallSummary;
};
export type Recording = NonNullable<CallDetail['recording']>;
export type Transcript = NonNullable<CallDetail['transcript']>;
export type Segment = Transcript['segments'][number];
export type Word = Segment['words'][number];
export type Speaker = Segment['speaker'];
export type Flag = CallDetail['flags'][number];
export type Review = CallDetail['reviews'][number];
export type Decision = Review['decision'];
export type AudioLink = Post<InOrganization<'/calls/{callId}/audio-link'>>;

export type InboxPage = Get<InOrganization<'/flags'>>;
export type InboxItem = InboxPage['items'][number] & { call: CallSummary };

export type Queue = Get<InOrganization<'/queue'>>;
export type Lane = Queue['lanes'][number];
export type AuditEntry = Nullable<Get<InOrganization<'/audit-log'>>['items'][number], 'before' | 'after'>;
export type AuditAction = AuditEntry['action'];
export type Rule = Get<InOrganization<'/rules'>>['items'][number];
export type Campaign = Get<InOrganization<'/campaigns'>>['items'][number];
export type RejudgedSpan = Pick<NonNullable<Campaign['rejudgement']>, 'from' | 'to'>;
export type RejudgementPlan = Get<InOrganization<'/campaigns/{campaignId}/rejudgement'>>;

export type Backfill = Get<InOrganization<'/backfills'>>['items'][number];
export type Reconciliation = Get<InOrganization<'/reconciliations'>>['items'][number];
export type DayTotals = Reconciliation['ours'];

export type Retention = Get<InOrganization<'/privacy/retention'>>;
export type LegalHold = Get<InOrganization<'/privacy/holds'>>['items'][number];
export type HoldScope = LegalHold['scope'];
export type Erasure = Get<InOrganization<'/privacy/erasures'>>['items'][number];
export type ErasureCertificate = Get<InOrganization<'/privacy/erasures/{erasureId}/certificate'>>;
