import { fileURLToPath } from 'node:url';
import { build, preview, type InlineConfig } from 'vite';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where a stage leaves what it makes: beside everything else that is built. */
export const OUT = `${process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url))}/stage`;

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page on the mock core is served. */
    address: string;
  }
}

/** Builds the page on the mock core and serves it, once for all stages. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const outDir = `${OUT}/dist`;
  // Without the fallback to the page: what is not there is answered as not there.
  const config: InlineConfig = { root, mode: 'mock', appType: 'mpa', logLevel: 'warn' };
  await build({ ...config, build: { outDir, emptyOutDir: true } });
  const server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  project.provide('address', server.resolvedUrls?.local[0] ?? '');
  return () => server.close();
}
