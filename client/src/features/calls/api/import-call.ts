import { DetailedError, Upload } from 'tus-js-client';
import type { Vertical } from '@/api/types';
import { problemFrom, UnreachableError } from '@/lib/problem';
import { session } from '@/lib/session';

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
}

/** What is lost at most when a connection or a server breaks off. */
const pieceBytes = 8 * 1024 * 1024;
const retryDelaysMs = [0, 1_000, 3_000, 5_000, 10_000, 20_000];
/** Answers after which the same request may succeed: another request was first, or the piece was damaged on its way. */
const passing: readonly number[] = [409, 423, 429, 460];

/** Sends one recording in pieces (tus), going on from the last piece that arrived whenever something breaks. */
export function importCall(organizationId: string, file: File, details: ImportDetails, options: ImportOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let token: string | null = null;
    let renewed = false;
    const upload = new Upload(file, {
      endpoint: new URL(`/api/v1/organizations/${encodeURIComponent(organizationId)}/uploads`, window.location.origin).href,
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
