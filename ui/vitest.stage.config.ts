import { defineConfig } from 'vitest/config';

/** Tests in Chromium, on the mock core: reference pictures and journeys. */
export default defineConfig({
  test: {
    include: ['stage/**/*.test.ts'],
    globalSetup: 'stage/page.ts',
    environment: 'node',
    // One browser at a time: the pictures are of one machine, and it has few cores.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Generous, since it only decides how soon a failure is known.
    expect: { poll: { timeout: 20_000 } },
  },
});
