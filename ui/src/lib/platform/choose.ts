import type { Platform } from './platform';

/** The shell's window, the test bridge, or (while developing, without either) the mock. */
export async function choosePlatform(): Promise<Platform> {
  if ('__TAURI_INTERNALS__' in window) return (await import('./tauri')).tauri();
  if (import.meta.env.DEV) return (await import('./mock/mock')).mock();
  return (await import('./bridge')).bridge();
}
