import { LARGEST_IMPORT } from '$lib/contract/generated';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { plain } from '$lib/words/text';
import { unreadableWords } from './saved/words';

/** What a person chose to bring in. */
type Chosen = { name: string; text: string };

/** Reads the file that was chosen; says why where it cannot be read, and where it is larger than any that is. */
export async function chosenIn(input: HTMLInputElement): Promise<Chosen | null> {
  const file = input.files?.[0];
  try {
    if (!file) return null;
    if (file.size > LARGEST_IMPORT) {
      toasts.say(unreadableWords({ why: 'too_large', most: LARGEST_IMPORT }));
      return null;
    }
    return { name: file.name, text: await file.text() };
  } catch {
    toasts.say(m.import_failed({ name: plain(file?.name ?? '') }));
    return null;
  } finally {
    // The same file may be chosen again.
    input.value = '';
  }
}
