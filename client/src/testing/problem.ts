export function problem(status: number, code: string, detail: string, errors?: Record<string, string[]>): Response {
  return Response.json(
    { title: detail, status, detail, code, ...(errors === undefined ? {} : { errors }) },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}
