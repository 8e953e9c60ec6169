import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Where the API listens while the client is developed against it. */
const api = process.env['CALLSCRIPT_API'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      // Tests would get its entry for Node, which takes no files of a browser.
      'tus-js-client': fileURLToPath(new URL('./node_modules/tus-js-client/lib.esm/browser/index.js', import.meta.url)),
    },
  },
  build: {
    target: 'es2023',
    // Nothing may become a data: address; the page's content security policy allows fonts and images from itself only.
    assetsInlineLimit: 0,
    // A module preload polyfill would be an inline script in browsers that need it; none that we support does.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Libraries change seldom; in files of their own they stay in the browser's cache from release to release.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'tanstack', test: /node_modules[\\/]@tanstack[\\/](.*-)?(router|history|query|store)/ },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true, proxy: { '/api': { target: api, changeOrigin: false } } },
  preview: { host: '127.0.0.1', port: 4173, strictPort: true, proxy: { '/api': { target: api, changeOrigin: false } } },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://callscript.test/' } },
    setupFiles: ['./src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    css: false,
    restoreMocks: true,
    server: { deps: { inline: ['tus-js-client'] } },
    // Each test starts from a clean page (see setup.ts), so the files of a worker can share what takes longest: jsdom, the
    // libraries and the application, loaded once.
    isolate: false,
    // A slow machine under load is no reason to fail; each wait inside a test has its own, shorter limit.
    testTimeout: 20_000,
    env: { TZ: 'America/New_York' },
  },
});
