import type { CallDetail, Membership } from '@/api/types';
import { callDetail, id } from '@/testing/factories';
import { callsOf, type FakeWorld } from '@/testing/fake-world';
import { problem } from '@/testing/problem';

const daySeconds = 86_400;

interface Upload {
  readonly length: number;
  offset: number;
  /** As it was sent: what a resumed upload is compared with. */
  readonly announced: string;
}

/** Speaks as much of tus as the import dialog needs. */
export class FakeUploads {
  readonly #uploads = new Map<string, Upload>();

  constructor(private readonly world: FakeWorld) {}

  async handle(request: Request, path: string, organization: Membership): Promise<Response> {
    const [, uploadId] = path.split('/');
    if (uploadId === undefined) {
      return this.#create(request, organization);
    }
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) {
      return problem(404, 'upload_not_found', 'There is no such upload, or it has expired.');
    }
    if (request.method === 'PATCH') {
      upload.offset += (await request.arrayBuffer()).byteLength;
    }
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': upload.offset.toString(), 'Upload-Length': upload.length.toString() };
    if (request.method === 'HEAD') {
      return new Response(null, { headers: { ...headers, 'Upload-Metadata': upload.announced } });
    }
    if (request.method === 'DELETE') {
      this.#uploads.delete(uploadId);
    }
    if (request.method === 'DELETE' || upload.offset < upload.length) {
      return new Response(null, { status: 204, headers });
    }
    const metadata = metadataOf(upload.announced);
    if (!/\.(wav|mp3|m4a|ogg|flac|webm)$/i.test(metadata['filename'] ?? '')) {
      return problem(415, 'recording_not_audio', 'This is not a recording that can be read.');
    }
    const detail = uploadedCall(metadata);
    callsOf(this.world, organization).unshift(detail);
    return new Response(null, { status: 204, headers: { ...headers, 'Upload-Call-Id': detail.call.id } });
  }

  #create(request: Request, organization: Membership): Response {
    const created = id();
    const announced = request.headers.get('Upload-Metadata') ?? '';
    this.#uploads.set(created, { length: Number(request.headers.get('Upload-Length')), offset: 0, announced });
    const location = `/api/v1/organizations/${organization.id}/uploads/${created}`;
    const expires = new Date(Date.now() + daySeconds * 1000).toUTCString();
    return new Response(null, { status: 201, headers: { Location: location, 'Tus-Resumable': '1.0.0', 'Upload-Expires': expires } });
  }
}

function metadataOf(announced: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    announced.split(',').map((pair) => {
      const [key = '', value = ''] = pair.split(' ');
      return [key, new TextDecoder().decode(Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)))];
    }),
  );
}

function uploadedCall(metadata: Readonly<Record<string, string>>): CallDetail {
  return callDetail({
    call: {
      source: 'upload',
      sourceCallId: metadata['filename'] ?? '',
      status: 'pending',
      startedAt: metadata['startedAt'] ?? new Date().toISOString(),
      campaignName: metadata['campaignName'] ?? null,
      callerNumber: metadata['callerNumber'] ?? null,
      revenue: null,
      payout: null,
      publisherName: null,
      buyerName: null,
      score: null,
    },
    recording: null,
    transcript: null,
  });
}
