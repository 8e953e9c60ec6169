import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { preview, type Connect, type Plugin, type PreviewServer } from 'vite';
import { FakeApi } from '@/testing/fake-api';
import { sampleRingba } from '@/testing/sample-ringba';
import { sampleWorld } from '@/testing/sample-world';

/** As strict as a page can be served, so that a page that needs more fails here first. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the built client with the API in memory beside it. */
export function serveMock(port: number): Promise<PreviewServer> {
  const now = new Date();
  return preview({
    configFile: false,
    logLevel: 'warn',
    plugins: [mockApi(new FakeApi(sampleWorld(now), sampleRingba(now)))],
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
}

function mockApi(api: FakeApi): Plugin {
  const middleware: Connect.NextHandleFunction = (request, response, next) => {
    response.setHeader('Content-Security-Policy', contentSecurityPolicy);
    if (request.url?.startsWith('/api/') === true) {
      answer(api, request, response).catch(next);
    } else {
      next();
    }
  };
  return { name: 'callscript-mock-api', configurePreviewServer: (server) => void server.middlewares.use(middleware) };
}

async function answer(api: FakeApi, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const request = new Request(new URL(incoming.url ?? '/', 'http://127.0.0.1'), {
    method: incoming.method ?? 'GET',
    headers: Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
  } as RequestInit);
  // Each browser has its own cookies, and the fake knows one browser only.
  api.hasRefreshCookie = incoming.headers.cookie?.includes('callscript_refresh=1') === true;
  const answered = await api.handle(request);
  outgoing.statusCode = answered.status;
  answered.headers.forEach((value, name) => outgoing.setHeader(name, value));
  outgoing.end(new Uint8Array(await answered.arrayBuffer()));
}
