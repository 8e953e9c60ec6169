import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Vertical } from '@/api/types';

const at = (organizationId: string) => ({ path: { organizationId } });

export function organizationQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.organization(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET('/api/v1/organizations/{organizationId}/settings', { params: at(organizationId), signal })),
  });
}

export function startOrganization(name: string) {
  return unwrap(api.POST('/api/v1/organizations', { body: { name } }));
}

export function renameOrganization(organizationId: string, name: string) {
  return unwrap(api.PUT('/api/v1/organizations/{organizationId}/settings/name', { params: at(organizationId), body: { name } }));
}

export function chooseVerticals(organizationId: string, verticals: Vertical[], defaultVertical: Vertical) {
  return unwrap(
    api.PUT('/api/v1/organizations/{organizationId}/settings/verticals', {
      params: at(organizationId),
      body: { verticals, defaultVertical },
    }),
  );
}

export async function leaveOrganization(organizationId: string): Promise<void> {
  await unwrap(api.POST('/api/v1/organizations/{organizationId}/leave', { params: at(organizationId) }));
}
