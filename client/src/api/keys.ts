/** Where answers lie in the query cache. The organization comes first, so that nothing of one is ever shown in another. */
export const keys = {
  account: ['account'] as const,
  sessions: ['account', 'sessions'] as const,
  signInSettings: ['sign-in-settings'] as const,
  calls: (organizationId: string) => [organizationId, 'calls'] as const,
  callList: (organizationId: string, filters: object) => [organizationId, 'calls', 'list', filters] as const,
  call: (organizationId: string, callId: string) => [organizationId, 'calls', 'detail', callId] as const,
  flags: (organizationId: string) => [organizationId, 'flags'] as const,
  inbox: (organizationId: string, filters: object) => [organizationId, 'flags', filters] as const,
  queue: (organizationId: string) => [organizationId, 'queue'] as const,
  rules: (organizationId: string) => [organizationId, 'rules'] as const,
  identityProvider: (organizationId: string) => [organizationId, 'identity-provider'] as const,
  auditEntries: (organizationId: string, filters: object) => [organizationId, 'audit', 'entries', filters] as const,
  auditChain: (organizationId: string) => [organizationId, 'audit', 'chain'] as const,
  campaigns: (organizationId: string) => [organizationId, 'campaigns'] as const,
};
