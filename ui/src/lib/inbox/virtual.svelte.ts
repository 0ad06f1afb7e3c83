import {
  elementScroll,
  measureElement,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { untrack } from 'svelte';

type List = Virtualizer<HTMLElement, HTMLElement>;
type Whole = VirtualizerOptions<HTMLElement, HTMLElement>;
/** How a list asks the page for measures, and scrolls. */
type Ways = Pick<Whole, 'scrollToFn' | 'observeElementRect' | 'observeElementOffset' | 'measureElement'>;
type Options = Omit<Whole, keyof Ways | 'onChange'>;

/** A virtual list as runes: `items` and `size` follow the scrolling and the options. For use in a component. */
export function virtual(options: () => Options) {
  let items = $state.raw<VirtualItem[]>([]);
  let size = $state(0);

  const read = (list: List) => {
    items = list.getVirtualItems();
    size = list.getTotalSize();
  };

  let given = untrack(options);
  const fromEnd = given.anchorTo === 'end';
  // Drawn at once, for as much room as there can be: laid out once, with what stands in it.
  const initialRect = { width: 0, height: fromEnd ? heightFromEnd : innerHeight };
  const ways = fromEnd ? laidOutOnce() : { scrollToFn: elementScroll, observeElementRect, observeElementOffset };
  const whole = (given: Options): Whole => ({ ...given, ...ways, initialRect, onChange: read });

  const list: List = new Virtualizer(whole(given));
  /** What is far above the end is never drawn. */
  const begin = () => {
    if (fromEnd && !list.scrollElement) list.scrollOffset = Math.max(0, list.getTotalSize() - initialRect.height);
  };
  begin();
  read(list);
  $effect(() => list._didMount());
  $effect(() => {
    given = options();
    list.setOptions(whole(given));
    begin();
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
    /** The room above and below what is drawn, in px, for items that stand in the flow. */
    get before() {
      return items[0]?.start ?? 0;
    },
    get after() {
      return size - (items.at(-1)?.end ?? size);
    },
  };
}

/** How high the room of the last list that began at its end was, in px. */
let heightFromEnd = innerHeight;

/**
 * Asks for no measure before the first picture, as each of them would lay the page out once more: until then the room
 * is as high as the last one, every item as high as was thought, and there is nowhere to scroll.
 */
function laidOutOnce(): Ways {
  let laidOut = false;
  let wanted: Parameters<Ways['scrollToFn']> | undefined;
  return {
    scrollToFn: (offset, how, list) => {
      if (laidOut) elementScroll(offset, how, list);
      // Where it thinks it is already, at its end, is not known yet.
      else if (offset !== list.scrollOffset) wanted = [offset, how, list];
    },
    measureElement: (element, entry, list) => {
      if (entry || laidOut) return measureElement(element, entry, list);
      const index = list.indexFromElement(element);
      return list.itemSizeCache.get(list.options.getItemKey(index)) ?? list.options.estimateSize(index);
    },
    observeElementRect: (list, report) => {
      const observer = new ResizeObserver(([entry]) => {
        if (!entry) return;
        heightFromEnd = Math.round(entry.contentRect.height);
        report({ width: Math.round(entry.contentRect.width), height: heightFromEnd });
        if (laidOut) return;
        laidOut = true;
        // It begins at its true end, where it thinks it is; or where it is wanted by now.
        const box = list.scrollElement;
        if (box) {
          box.scrollTop = box.scrollHeight;
          list.scrollOffset = box.scrollTop;
        }
        if (wanted) elementScroll(...wanted);
      });
      if (list.scrollElement) observer.observe(list.scrollElement);
      return () => observer.disconnect();
    },
    observeElementOffset,
  };
}
