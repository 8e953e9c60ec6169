import { api, unwrap } from '@/api/client';
import type { AudioLink } from '@/api/types';

export function createAudioLink(organizationId: string, callId: string): Promise<AudioLink> {
  return unwrap(
    api.POST('/api/v1/organizations/{organizationId}/calls/{callId}/audio-link', { params: { path: { organizationId, callId } } }),
  );
}
