// One interaction, as often as asked: how long each took, in milliseconds, from the key to the picture. Runs in the page
// of the app's window and, for the floor, in that of an empty one.

const [what, rounds, answer] = arguments;

const all = (selector) => [...document.querySelectorAll(selector)];
const first = (selector) => document.querySelector(selector);
const testid = (name) => `[data-testid='${name}']`;
const frame = () => new Promise(requestAnimationFrame);
const sleep = (ms) => new Promise((then) => setTimeout(then, ms));
/** The end of the next frame. */
const picture = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
const ROW = testid('conversation-row');
const LIST = testid('conversation-list');

function press(key, more = {}) {
  const at = document.activeElement ?? document.body;
  at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

async function until(shown) {
  const began = performance.now();
  while (!shown()) {
    if (performance.now() - began > 20_000) throw new Error(`${what}: waited in vain`);
    await frame();
  }
}

/** From the act to the end of the first frame that shows what it leads to. */
async function timed(act, shown) {
  const began = performance.now();
  // Asked for before the act: what the page goes on to do after that frame is no part of its picture.
  let seen = picture();
  act();
  for (await seen; !shown(); await seen) {
    if (performance.now() - began > 20_000) throw new Error(`${what}: waited in vain`);
    seen = picture();
  }
  return performance.now() - began;
}

async function many(round) {
  const times = [];
  for (let n = 0; n <= rounds; n++) {
    const time = await round(n);
    // The first warms up, and does not count.
    if (n > 0) times.push(time);
    await sleep(150);
  }
  return times;
}

const selected = () => first(`${ROW}[aria-selected='true']`)?.dataset.id;
const newest = () => all(testid('message')).at(-1)?.dataset.id;
const listed = () => Number(first(ROW)?.getAttribute('aria-setsize') ?? 0);

async function show(letter) {
  press('g');
  press(letter);
  await until(() => first(ROW));
  await sleep(200);
  first(LIST).focus();
}

/** The list, loaded so far. */
async function load(many) {
  const list = first(LIST);
  await until(() => {
    list.scrollTop = list.scrollHeight;
    return listed() >= many;
  });
  list.scrollTop = 0;
  await sleep(300);
}

const INTERACTIONS = {
  /** The floor: one line changes. */
  nothing: () => {
    let n = 0;
    return many(() => timed(() => (first('#line').textContent = `${n++}`), () => true));
  },
  next: async () => {
    await show('a');
    return many(() => {
      const before = selected();
      return timed(() => press('j'), () => selected() !== before);
    });
  },
  thread: async () => {
    await show('a');
    return many(() => {
      const before = newest();
      return timed(() => press('j'), () => newest() !== undefined && newest() !== before);
    });
  },
  far_thread: async () => {
    await show('a');
    await load(60 * 3);
    return many(async () => {
      first(LIST).scrollBy(0, 900);
      await sleep(200);
      const before = newest();
      const row = all(ROW).at(-2);
      return timed(() => row.click(), () => newest() !== undefined && newest() !== before);
    });
  },
  palette: async () => {
    await show('a');
    return many(async () => {
      const time = await timed(() => press('k', { ctrlKey: true }), () => first(`${testid('palette')} input`));
      press('Escape');
      await until(() => !first(testid('palette')));
      return time;
    });
  },
  search: async () => {
    const words = ['order', 'shipping', 'summer', 'photo', 'discount', 'gift', 'price', 'dress', 'arrive', 'zanzibar'];
    const field = first(testid('search'));
    field.focus();
    const write = (text) => {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const times = await many((n) => {
      // Each a letter short, as while it is typed.
      const word = words[n % words.length].slice(0, -1);
      const found = () => first(`${testid('search-hits')} mark`)?.textContent.toLowerCase().startsWith(word);
      return timed(() => write(word), found);
    });
    write('');
    return times;
  },
  view: async () => {
    await show('a');
    const title = () => first('[data-pane=list] h1')?.textContent;
    return many(async (n) => {
      const before = title();
      press('g');
      return timed(() => press(n % 2 === 0 ? 'i' : 'a'), () => title() !== before && first(ROW));
    });
  },
  bulk: async () => {
    await show('i');
    return many(async () => {
      await load(500);
      first(testid('row-check')).click();
      const last = () => first(`${ROW}[aria-posinset='500']`);
      await until(() => {
        first(LIST).scrollTop += 400;
        return last();
      });
      last().dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }));
      first(LIST).scrollTop = 0;
      await until(() => first(`${ROW}[aria-posinset='1']`) && first(testid('bulk-bar')));
      await sleep(200);
      const before = first(ROW).dataset.id;
      press('e');
      // Of so many it is asked first; a whole list, by its key, may have more.
      const confirm = () => first(testid('act-on-many-confirm'));
      await until(confirm);
      await sleep(200);
      const time = await timed(() => confirm().click(), () => first(ROW)?.dataset.id !== before && first(testid('toast')));
      await sleep(500);
      press('z');
      await until(() => first(ROW)?.dataset.id === before);
      await sleep(500);
      return time;
    });
  },
  /** Every conversation, the newest first: nothing is measured. */
  all: async () => {
    await show('a');
    return [];
  },
  /** The gaps between frames while the list goes by. */
  scroll: async () => {
    const list = first(LIST) ?? document.scrollingElement;
    if (first(LIST)) {
      await show('a');
      await load(300);
    }
    const gaps = [];
    let before = await frame();
    for (let n = 0; n < rounds; n++) {
      list.scrollTop += 40;
      const now = await frame();
      gaps.push(now - before);
      before = now;
    }
    return gaps;
  },
};

INTERACTIONS[what]().then(
  (times) => answer({ times }),
  (error) => answer({ error: String(error) }),
);
