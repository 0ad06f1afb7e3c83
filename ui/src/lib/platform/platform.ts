import type { ApiError, Changes, ErrorCode } from '$lib/contract/generated';

/** What the window stands on: the only way from the UI to the core. */
export interface Platform {
  readonly kind: 'tauri' | 'bridge' | 'mock';
  /** Calls a command. Rejects with a {@link CoreError}. */
  rpc(command: string, payload: unknown): Promise<unknown>;
  /** Hears of changes until the answer is called. */
  subscribe(onChanges: (changes: Changes) => void): () => void;
  /** The address of a picture, video or sound: `handle/7`, `message/12/0`. */
  mediaUrl(path: string): string;
  /** Draws everything that many times as large: 0.5 to 5. Absent where a browser has its own way. */
  zoom?(times: number): void;
}

/** What stands behind the address of a medium that does not show. */
export type Found = { status: number; file: Blob | null };

/** Asks for a medium by hand: an element that fails to show it says nothing of why. `null` without an answer. */
export async function look(url: string): Promise<Found | null> {
  try {
    const answer = await fetch(url);
    return { status: answer.status, file: answer.ok ? await answer.blob() : null };
  } catch {
    return null;
  }
}

/** An error of the core, as the UI throws it. */
export class CoreError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string | null = null,
    readonly trace: string | null = null,
  ) {
    super(code);
  }
}

/** Reads whatever came back instead of an answer. */
export function asCoreError(thrown: unknown): CoreError {
  if (thrown instanceof CoreError) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) {
    const error = thrown as ApiError;
    return new CoreError(error.code, error.detail, error.trace);
  }
  return new CoreError('internal');
}
