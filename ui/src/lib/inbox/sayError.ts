import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError } from '$lib/platform/platform';
import { explain } from '$lib/words/errors';

/** Says in passing what went wrong, and what can be done. */
export function sayError(thrown: unknown): void {
  const { code, detail } = asCoreError(thrown);
  const { happened, todo } = explain(code, detail);
  toasts.say(`${happened} ${todo}`);
}
