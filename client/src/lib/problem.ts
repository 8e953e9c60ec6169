/** An answer of the API that is not a success, as RFC 9457 problem details describe it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** Stable and made for programs, for example `call_not_flagged`; `http_<status>` when the answer carries none. */
    readonly code: string,
    message: string,
    /** Field name to its messages; empty unless the request itself was at fault. */
    readonly fields: Readonly<Record<string, readonly string[]>> = {},
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

/** No answer at all: the network is down, the server is not listening, or it took too long. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(
    readonly reason: 'network' | 'timeout',
    options?: ErrorOptions,
  ) {
    super(reason === 'timeout' ? 'CallScript took too long to answer.' : 'CallScript cannot be reached.', options);
  }
}

const fallbacks: Readonly<Record<number, string>> = {
  400: 'The request was not valid.',
  401: 'You are signed out.',
  403: 'You are not allowed to do this.',
  404: 'This does not exist, or not in this organization.',
  409: 'This changed in the meantime.',
  413: 'The file is too large.',
  415: 'This kind of file is not supported.',
  429: 'Too many attempts. Wait a moment and try again.',
};

/** Gateways answer for a server that is down; to a person that is the same as no answer. */
const unreachableStatuses = new Set([502, 503, 504]);

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function messages(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Makes an error of an unsuccessful answer. `body` is whatever was in it, parsed where it was JSON. */
export function problemFrom(response: Response, body: unknown): ApiError | UnreachableError {
  const problem = record(body);
  const code = typeof problem['code'] === 'string' ? problem['code'] : null;
  if (code === null && unreachableStatuses.has(response.status)) {
    return new UnreachableError('network');
  }

  const detail = [problem['detail'], problem['title']].find((text) => typeof text === 'string' && text !== '') as string | undefined;
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ApiError(
    response.status,
    code ?? `http_${response.status}`,
    detail ?? fallbacks[response.status] ?? 'Something went wrong on the server. Try again.',
    Object.fromEntries(Object.entries(record(problem['errors'])).map(([field, value]) => [field, messages(value)])),
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}

/** What to tell a person about any error, in one sentence. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError || error instanceof UnreachableError) {
    return error.message;
  }
  return 'Something went wrong in this page. Reload it and try again.';
}
