import createClient from 'openapi-fetch';
import type { paths } from '@/api/generated/schema';
import { problemFrom, UnreachableError } from '@/lib/problem';
import { session } from '@/lib/session';

/** The typed API. Every call goes through the session, which adds and renews the access token. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: (request) => session.fetch(request) });

/** The body of a successful answer; anything else is thrown as an `ApiError` or `UnreachableError`. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let result;
  try {
    result = await call;
  } catch (error) {
    // openapi-fetch parses bodies: a success that is no JSON comes from something that is not CallScript.
    if (error instanceof SyntaxError) {
      throw new UnreachableError('network', { cause: error });
    }
    throw error;
  }
  if (result.error !== undefined || !result.response.ok) {
    throw problemFrom(result.response, result.error);
  }
  return result.data as T;
}
