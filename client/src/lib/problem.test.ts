import { describe, expect, it } from 'vitest';
import { ApiError, messageOf, problemFrom, UnreachableError } from '@/lib/problem';

describe('problemFrom', () => {
  it('problemFrom_WhenProblemDetails_KeepsCodeFieldsAndRetryAfter', () => {
    const response = new Response(null, { status: 400, headers: { 'Retry-After': '7' } });
    const error = problemFrom(response, { code: 'validation', detail: 'Look again.', errors: { file: ['Too short.', 3], other: 'no' } });

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 400,
      code: 'validation',
      message: 'Look again.',
      fields: { file: ['Too short.'], other: [] },
      retryAfterSeconds: 7,
    });
  });

  it.each([502, 503, 504])('problemFrom_WhenAGatewayAnswers%sForTheServer_IsUnreachable', (status) => {
    expect(problemFrom(new Response(null, { status }), null)).toBeInstanceOf(UnreachableError);
  });

  it('problemFrom_WhenTheServerItselfSaysUnavailable_IsAnApiError', () => {
    expect(
      problemFrom(new Response(null, { status: 503 }), { code: 'engine_unavailable', detail: 'The engine is starting.' }),
    ).toMatchObject({
      name: 'ApiError',
      message: 'The engine is starting.',
    });
  });

  it('problemFrom_WhenTheBodySaysNothing_SpeaksForTheStatus', () => {
    expect(problemFrom(new Response(null, { status: 413 }), '<html>').message).toBe('The file is too large.');
  });

  it('messageOf_WhenTheErrorIsABug_ShowsNoInnards', () => {
    expect(messageOf(new TypeError('x is undefined'))).not.toContain('undefined');
  });
});
