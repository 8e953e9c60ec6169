import { DetailedError, Upload } from 'tus-js-client';
import { api } from '@/api/client';
import type { Vertical } from '@/api/types';
import { ApiError, problemFrom, UnreachableError } from '@/lib/problem';
import { session } from '@/lib/session';
import type { UnfinishedUploads } from '@/lib/unfinished-uploads';

export interface ImportDetails {
  readonly campaignName?: string;
  readonly vertical?: Vertical;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  readonly callerNumber?: string;
}

/** Holds an upload, and lets it go on where it was. */
export interface ImportControl {
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface ImportOptions {
  /** 0 to 1 while the file travels. */
  readonly onProgress: (fraction: number) => void;
  /** Called once, before anything is sent. */
  readonly onControl: (control: ImportControl) => void;
  readonly signal: AbortSignal;
  /** What this device began before, to go on from. */
  readonly unfinished: UnfinishedUploads;
}

/** What is lost at most when a connection or a server breaks off. */
const pieceBytes = 8 * 1024 * 1024;
const retryDelaysMs = [0, 1_000, 3_000, 5_000, 10_000, 20_000];
/** Answers after which the same request may succeed: another request was first, or the piece was damaged on its way. */
const passing: readonly number[] = [409, 423, 429, 460];

/** The server says when it forgets an upload; without its word a day is sure to be known to it. */
const keptMs = 24 * 60 * 60 * 1000;

/**
 * Sends one recording in pieces (tus), going on from the last piece that arrived whenever something breaks, a reload of the
 * page included.
 */
export async function importCall(organizationId: string, file: File, details: ImportDetails, options: ImportOptions): Promise<void> {
  const { unfinished } = options;
  const begun = await begunUpload(organizationId, file, details, unfinished);
  try {
    await send(organizationId, file, details, begun, options);
  } catch (error) {
    // What failed for want of a connection or a server goes on at the next try; what was refused or cancelled does not.
    if (!(error instanceof UnreachableError) && !(error instanceof ApiError && (error.status >= 500 || passing.includes(error.status)))) {
      await unfinished.forget(file);
    }
    throw error;
  }
  await unfinished.forget(file);
}

function send(organizationId: string, file: File, details: ImportDetails, begun: string | null, options: ImportOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let token: string | null = null;
    let renewed = false;
    let expires: string | undefined;
    const upload = new Upload(file, {
      endpoint: new URL(`/api/v1/organizations/${encodeURIComponent(organizationId)}/uploads`, window.location.origin).href,
      uploadUrl: begun,
      chunkSize: pieceBytes,
      retryDelays: retryDelaysMs,
      // What is said of a call, its caller first, does not belong in the browser's storage.
      storeFingerprintForResuming: false,
      metadata: { filename: file.name, ...details },
      onBeforeRequest: async (request) => {
        token = await session.accessToken();
        renewed = false;
        request.setHeader('Accept', 'application/problem+json');
        if (token !== null) {
          request.setHeader('Authorization', `Bearer ${token}`);
        }
      },
      onAfterResponse: async (_, response) => {
        renewed = response.getStatus() === 401 && (await session.renewAfter(token));
        expires = response.getHeader('Upload-Expires') ?? expires;
      },
      onUploadUrlAvailable: () => {
        if (upload.url !== null) {
          void options.unfinished.keep(file, upload.url, expires === undefined ? new Date(Date.now() + keptMs) : new Date(expires));
        }
      },
      onShouldRetry: (error) => {
        const status = statusOf(error);
        return status === 0 || status >= 500 || passing.includes(status) || renewed;
      },
      onProgress: (sent, total) => options.onProgress(total > 0 ? sent / total : 0),
      onSuccess: () => resolve(),
      onError: (error) => reject(asProblem(error)),
    });
    const cancel = () => {
      // Nobody waits for the answer: what has arrived expires on the server by itself.
      upload.abort(true).catch(() => undefined);
      reject(new DOMException('The import was cancelled.', 'AbortError'));
    };
    if (options.signal.aborted) {
      cancel();
      return;
    }
    options.signal.addEventListener('abort', cancel, { once: true });
    options.onControl({ pause: () => void upload.abort(), resume: () => upload.start() });
    upload.start();
  });
}

/** The upload of this file that was begun before, if it is still there and says nothing else of the call. */
async function begunUpload(
  organizationId: string,
  file: File,
  details: ImportDetails,
  unfinished: UnfinishedUploads,
): Promise<string | null> {
  const url = await unfinished.find(file);
  if (url === null) {
    return null;
  }
  const upload = {
    params: { path: { organizationId, uploadId: url.slice(url.lastIndexOf('/') + 1) }, header: { 'Tus-Resumable': '1.0.0' } },
  };
  const { response } = await api.HEAD('/api/v1/organizations/{organizationId}/uploads/{uploadId}', upload);
  if (response.status >= 500 || (response.ok && agrees(details, response.headers.get('Upload-Metadata')))) {
    return url;
  }
  await unfinished.forget(file);
  if (response.ok) {
    // Nobody waits for the answer: what has arrived expires on the server by itself.
    api.DELETE('/api/v1/organizations/{organizationId}/uploads/{uploadId}', upload).catch(() => undefined);
  }
  return null;
}

/** Whether what was announced holds everything that is said now; what is left out now stays as it was announced. */
function agrees(details: ImportDetails, announced: string | null): boolean {
  const said = new Map(
    (announced ?? '').split(',').map((pair) => {
      const [name = '', value = ''] = pair.split(' ');
      return [name, new TextDecoder().decode(Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)))] as const;
    }),
  );
  return Object.entries(details).every(([name, value]) => said.get(name) === value);
}

function statusOf(error: Error): number {
  return error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

function asProblem(error: Error): Error {
  const status = statusOf(error);
  return status === 0
    ? new UnreachableError('network', { cause: error })
    : problemFrom(new Response(null, { status }), parse(error instanceof DetailedError ? error.originalResponse?.getBody() : undefined));
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // An error page of a gateway; its status says enough.
    return null;
  }
}
