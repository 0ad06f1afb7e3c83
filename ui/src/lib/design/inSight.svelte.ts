import { afterPicture } from './frame';

/**
 * Keeps what is the current one in sight, also where keys lead there. A list begins at its top, where one begins too: nothing
 * scrolls when it is first drawn. For use in a component.
 *
 * After the picture: to ask where it stands before would lay out the whole page once more, in the middle of its change.
 */
export function keepInSight(element: () => HTMLElement | undefined, isCurrent: () => boolean): void {
  let drawn = false;
  $effect(() => {
    const comes = isCurrent() && drawn;
    drawn = true;
    return comes ? afterPicture(() => element()?.scrollIntoView({ block: 'nearest' })) : undefined;
  });
}
