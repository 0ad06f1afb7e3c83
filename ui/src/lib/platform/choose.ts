import { bridge } from './bridge';
import type { Platform } from './platform';
import { tauri } from './tauri';

/** The shell's window, the test bridge, or the mock: while developing without either, and in the build for the stage. */
export async function choosePlatform(): Promise<Platform> {
  if ('__TAURI_INTERNALS__' in window) return tauri();
  if (import.meta.env.DEV || import.meta.env.MODE === 'mock') return (await import('./mock/mock')).mock();
  return bridge();
}
