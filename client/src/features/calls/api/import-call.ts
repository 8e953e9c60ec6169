import type { Vertical } from '@/api/types';
import { ApiError, problemFrom, UnreachableError } from '@/lib/problem';
import { session } from '@/lib/session';

export interface ImportDetails {
  readonly campaignName?: string;
  readonly vertical?: Vertical;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  readonly callerNumber?: string;
}

export interface ImportOptions {
  /** 0 to 1 while the file travels. */
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

/** No byte moved for this long means that the connection is gone. */
const stallTimeoutMs = 60_000;

/** Sends one recording. `fetch` cannot tell how much of a body has left, so this uses the older request object. */
export async function importCall(organizationId: string, file: File, details: ImportDetails, options: ImportOptions): Promise<string> {
  const token = await session.accessToken();
  let answer = await send(organizationId, file, details, token, options);
  if (answer.status === 401 && (await session.renewAfter(token))) {
    answer = await send(organizationId, file, details, await session.accessToken(), options);
  }
  const body = parse(answer.text);
  if (answer.status < 200 || answer.status > 299) {
    throw problemFrom(new Response(null, { status: answer.status }), body);
  }
  const id = (body as { id?: unknown } | null)?.id;
  if (typeof id !== 'string') {
    throw new ApiError(answer.status, 'malformed_answer', 'The server answered the import with something unexpected.');
  }
  return id;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(organizationId: string, file: File, details: ImportDetails, token: string | null, options: ImportOptions): Promise<Answer> {
  const form = new FormData();
  form.set('file', file);
  for (const [field, value] of Object.entries(details)) {
    if (typeof value === 'string' && value !== '') {
      form.set(field, value);
    }
  }

  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(new DOMException('The import was cancelled.', 'AbortError'));
      return;
    }
    const request = new XMLHttpRequest();
    let stalled = false;
    const onStall = () => {
      stalled = true;
      request.abort();
    };
    let timer = setTimeout(onStall, stallTimeoutMs);
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(onStall, stallTimeoutMs);
    };
    const cancel = () => request.abort();
    options.signal.addEventListener('abort', cancel, { once: true });

    request.upload.onprogress = (event) => {
      moved();
      if (event.lengthComputable && event.total > 0) {
        options.onProgress(event.loaded / event.total);
      }
    };
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new UnreachableError('network'));
    request.onabort = () => reject(stalled ? new UnreachableError('timeout') : new DOMException('The import was cancelled.', 'AbortError'));
    request.onloadend = () => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', cancel);
    };

    request.open('POST', new URL(`/api/v1/organizations/${encodeURIComponent(organizationId)}/calls/import`, window.location.origin));
    request.setRequestHeader('Accept', 'application/json, application/problem+json');
    if (token !== null) {
      request.setRequestHeader('Authorization', `Bearer ${token}`);
    }
    request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An error page of a gateway; its status says enough.
    return null;
  }
}
