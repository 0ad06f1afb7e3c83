import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { untrack } from 'svelte';

type Options = Omit<
  VirtualizerOptions<HTMLElement, HTMLElement>,
  'scrollToFn' | 'observeElementRect' | 'observeElementOffset' | 'onChange'
>;

/** A virtual list as runes: `items` and `size` follow the scrolling and the options. For use in a component. */
export function virtual(options: () => Options) {
  let items = $state.raw<VirtualItem[]>([]);
  let size = $state(0);

  const read = (list: Virtualizer<HTMLElement, HTMLElement>) => {
    items = list.getVirtualItems();
    size = list.getTotalSize();
  };
  const whole = (given: Options): VirtualizerOptions<HTMLElement, HTMLElement> => ({
    ...given,
    initialRect,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: read,
  });

  let given = untrack(options);
  // What begins at its top is drawn at once, for as much room as there can be: laid out once, with what stands in it.
  const initialRect = { width: 0, height: given.anchorTo === 'end' ? 0 : innerHeight };
  const list = new Virtualizer<HTMLElement, HTMLElement>(whole(given));
  read(list);
  $effect(() => list._didMount());
  $effect(() => {
    given = options();
    list.setOptions(whole(given));
    const element = given.getScrollElement();
    if (given.anchorTo === 'end' && element && list.scrollElement !== element) {
      // It is as tall as it will be before it stands at its end: what is far above is never drawn.
      const total = list.getTotalSize();
      if (size !== total) {
        size = total;
        return;
      }
      element.scrollTop = element.scrollHeight;
      list.scrollOffset = element.scrollTop;
    }
    list._willUpdate();
    read(list);
  });

  return {
    list,
    get items() {
      return items;
    },
    get size() {
      return size;
    },
  };
}
