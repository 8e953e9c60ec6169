// Runs the browser journey against CALLSCRIPT_URL.
//   --serve  serves the built client with the API in memory instead, for a look around without a server
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const options = {
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: { '@': fileURLToPath(new URL('../src', import.meta.url)) } },
};
const load = async (path) => (await runnerImport(path, options)).module;

if (process.argv.includes('--serve')) {
  const server = await (await load('./e2e/mock/server.ts')).serveMock(Number(process.env.CALLSCRIPT_MOCK_PORT ?? 4180));
  console.log(`${server.resolvedUrls?.local[0]} as demo@callscript.test with "correct horse"`);
} else {
  process.exitCode = (await (await load('./e2e/journey.ts')).run()) ? 0 : 1;
}
