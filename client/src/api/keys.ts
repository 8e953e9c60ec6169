/** Where answers lie in the query cache. The organization comes first, so that nothing of one is ever shown in another. */
export const keys = {
  calls: (organizationId: string) => [organizationId, 'calls'] as const,
  callList: (organizationId: string, filters: object) => [organizationId, 'calls', 'list', filters] as const,
  call: (organizationId: string, callId: string) => [organizationId, 'calls', 'detail', callId] as const,
  flags: (organizationId: string) => [organizationId, 'flags'] as const,
  inbox: (organizationId: string, filters: object) => [organizationId, 'flags', filters] as const,
  queue: (organizationId: string) => [organizationId, 'queue'] as const,
  rules: (organizationId: string) => [organizationId, 'rules'] as const,
  campaigns: (organizationId: string) => [organizationId, 'campaigns'] as const,
  privacy: (organizationId: string) => [organizationId, 'privacy'] as const,
  retention: (organizationId: string) => [organizationId, 'privacy', 'retention'] as const,
  holds: (organizationId: string) => [organizationId, 'privacy', 'holds'] as const,
  erasures: (organizationId: string) => [organizationId, 'privacy', 'erasures'] as const,
};
