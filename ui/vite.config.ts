import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { writtenIcons } from './icons.ts';

export default defineConfig(({ mode }) => ({
  plugins: [writtenIcons(), svelte()],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Tests mount components: Svelte's browser build, not its server build.
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  // The catalogues are data: parsed as such, and never a function for each message.
  json: { stringify: true },
  build: {
    target: ['safari17.5', 'chrome123'],
    // The policy of the window allows neither data: addresses nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first picture and what comes later share is one file: each is a question to the shell.
    rolldownOptions: {
      // The gallery is for developing and for the stage; no build that people get has it.
      ...(mode === 'mock' ? { input: ['index.html', 'gallery.html'] } : {}),
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
    },
  },
  // The mock reads a table of the core.
  server: { port: 5199, strictPort: true, fs: { allow: ['..'] } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
}));
