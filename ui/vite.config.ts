import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Tests mount components: Svelte's browser build, not its server build.
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  build: {
    target: ['safari17.5', 'chrome123'],
    // The policy of the window allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  // The mock reads a table of the core.
  server: { port: 5199, strictPort: true, fs: { allow: ['..'] } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
});
