import { afterPicture } from './frame';

/**
 * Brings an element that became the current one in sight, within an effect; answers with how to call it off. After the
 * picture: to ask where it stands before would lay out the whole page once more, in the middle of its change.
 */
export function bringInSight(element: HTMLElement | undefined): () => void {
  return afterPicture(() => element?.scrollIntoView({ block: 'nearest' }));
}
