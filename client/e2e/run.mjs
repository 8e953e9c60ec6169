// Runs the browser journey against CALLSCRIPT_URL.
//   --mock   first serves the built client with the API in memory, so that no server is needed
//   --serve  serves that and stays, for a look around
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const options = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: { '@': fileURLToPath(new URL('../src', import.meta.url)) } },
};
const load = async (path) => (await runnerImport(path, options)).module;

const serve = process.argv.includes('--serve');
const mocked = serve || process.argv.includes('--mock');
const server = mocked ? await (await load('./e2e/mock/server.ts')).serveMock(Number(process.env.CALLSCRIPT_MOCK_PORT ?? 4180)) : null;
if (server !== null) {
  process.env.CALLSCRIPT_URL = server.resolvedUrls?.local[0] ?? '';
  process.env.CALLSCRIPT_EMAIL = 'demo@callscript.test';
  process.env.CALLSCRIPT_PASSWORD = 'correct horse';
}

if (serve) {
  console.log(`${process.env.CALLSCRIPT_URL} as ${process.env.CALLSCRIPT_EMAIL} with "${process.env.CALLSCRIPT_PASSWORD}"`);
} else {
  const passed = await (await load('./e2e/journey.ts')).run();
  await server?.close();
  process.exitCode = passed ? 0 : 1;
}
