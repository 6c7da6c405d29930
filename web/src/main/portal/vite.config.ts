import type { IncomingMessage, ServerResponse } from 'node:http';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Answers /api and /logout from the mock, only while developing: `npm run dev`. */
function mockServer(): Plugin {
  return {
    name: 'meterline-mock',
    apply: 'serve',
    async configureServer(server) {
      const file = new URL('./dev/mock/server.mjs', import.meta.url).href;
      const { mock } = (await import(file)) as { mock: () => Middleware };
      server.middlewares.use(mock());
    },
  };
}

export default defineConfig({
  base: '/',
  plugins: [react(), ...(process.env.METERLINE_MOCK ? [mockServer()] : [])],
  build: {
    outDir: '../../../../ear/portal/target/portal',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    proxy: process.env.METERLINE_MOCK ? {} : { '/api': 'http://127.0.0.1:8080' },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
