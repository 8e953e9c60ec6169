import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

const path = '/api/v1/organizations/{organizationId}/integrations/ringba' as const;

export interface RingbaInput {
  readonly address: string | null;
  readonly accountId: string;
  /** Null, or the masked one: the stored token. */
  readonly token: string | null;
}

export function ringbaQuery(organizationId: string) {
  return queryOptions({
    queryKey: keys.ringba(organizationId),
    queryFn: ({ signal }) => unwrap(api.GET(path, { params: { path: { organizationId } }, signal })),
  });
}

export function testRingba(organizationId: string, input: RingbaInput) {
  return unwrap(api.POST(`${path}/test`, { params: { path: { organizationId } }, body: input }));
}

export function saveRingba(organizationId: string, input: RingbaInput) {
  return unwrap(api.PUT(path, { params: { path: { organizationId } }, body: input }));
}

export function startRingba(organizationId: string, days: number) {
  return unwrap(api.POST(`${path}/start`, { params: { path: { organizationId } }, body: { days } }));
}

export async function disconnectRingba(organizationId: string): Promise<void> {
  await unwrap(api.DELETE(path, { params: { path: { organizationId } } }));
}

export function issueRingbaPixel(organizationId: string) {
  return unwrap(api.POST(`${path}/pixel`, { params: { path: { organizationId } } }));
}

export async function removeRingbaPixel(organizationId: string): Promise<void> {
  await unwrap(api.DELETE(`${path}/pixel`, { params: { path: { organizationId } } }));
}
