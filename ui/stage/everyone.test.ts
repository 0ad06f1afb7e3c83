import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findings } from './axe';
import { keep } from './compare';
import { at, BEFORE, commanded, PLACES } from './places';
import { openConversation, OUT, settled, Stage } from './stage';

/** Every place, for everyone: themes, assistive technology, small windows, other spacing, other languages. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const seen = async (page: Page, name: string) => keep(`${OUT}/seen/${name}.png`, await page.screenshot({ animations: 'disabled' }));
const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([...PLACES, ...commanded(), ...BEFORE].map((place) => [place.name, place] as const))('%s has nothing that assistive technology misses', async (name, place) => {
    const page = await at(stage, place, { viewport: { width: 1280, height: 800 }, colorScheme });
    const found = await findings(page);
    await seen(page, `${name}-${colorScheme}`);
    expect(found.findings).toEqual([]);
    expect(found.passed).toBeGreaterThan(8);
    expect(await small(page)).toEqual([]);
    await page.context().close();
  });
});

describe('a small window', () => {
  it.each([
    [640, 400],
    [320, 400],
  ])('of %i × %i pixels has list, thread and pages in full', async (width, height) => {
    const page = await stage.page({ viewport: { width, height }, reducedMotion: 'reduce' });
    expect(await sideways(page)).toBe(0);
    await openConversation(page, 2);
    await settled(page);
    await seen(page, `thread-${width}`);
    expect(await sideways(page)).toBe(0);
    expect(await outside(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=conversation-row]', { state: 'visible' });
    for (const [keys, there] of [['?', 'cheat-sheet'], ['Control+,', 'settings-dialog'], ['Control+k', 'palette']] as const) {
      await page.keyboard.press(keys);
      await page.waitForSelector(`[data-testid=${there}]`);
      await settled(page);
      expect(await outside(page), there).toEqual([]);
      await page.keyboard.press('Escape');
      await page.waitForSelector(`[data-testid=${there}]`, { state: 'detached' });
    }
    await page.click('[data-testid=help]');
    await page.waitForSelector('[data-testid=help-search]');
    await settled(page);
    await seen(page, `help-${width}`);
    expect(await sideways(page)).toBe(0);
    expect(await outside(page)).toEqual([]);
    await page.context().close();
  });
});

describe('a row of the list', () => {
  it.each(['en', 'he'].flatMap((language) => [640, 960, 1440].map((width) => [width, language] as const)))('shows its chips whole or not at all (window of %i pixels, %s)', async (width, language) => {
    const page = await stage.page({ viewport: { width, height: 1_400 }, reducedMotion: 'reduce' }, `count=12&language=${language}`);
    await page.click('[data-testid=view-all]');
    await settled(page);
    await seen(page, `chips-${width}-${language}`);
    const feet = await page.locator('[data-testid=conversation-row] .meta').evaluateAll((all) =>
      all.map((foot) => {
        const line = foot.getBoundingClientRect();
        // Each line cuts off what wraps out of it.
        const isSeen = (chip: Element) => {
          const { top, bottom } = chip.getBoundingClientRect();
          for (let around = chip.parentElement; around && foot.contains(around); around = around.parentElement) {
            const lines = around.getBoundingClientRect();
            if (getComputedStyle(around).overflowY === 'hidden' && (top >= lines.bottom || bottom <= lines.top)) return false;
          }
          return true;
        };
        const chips = [...foot.querySelectorAll('.chip, .more')].filter(isSeen);
        const number = chips.filter((chip) => chip.matches('.more')).map((more) => Number(more.textContent?.replace('+', '')));
        return {
          cut: chips.map((chip) => ({ words: chip.textContent, ...chip.getBoundingClientRect().toJSON() })).filter(({ left, right }) => right > line.right + 0.5 || left < line.left - 0.5),
          labels: chips.filter((chip) => chip.closest('.labels') && chip.matches('.chip')).length + number.reduce((sum, one) => sum + one, 0),
          numbers: number.length,
          words: foot.textContent,
        };
      }),
    );
    expect(feet.flatMap(({ cut }) => cut)).toEqual([]);
    expect(feet.filter(({ numbers }) => numbers > 1)).toEqual([]);
    // The one with four labels says how many it does not show.
    expect(feet.filter(({ labels }) => labels === 4)).toHaveLength(1);
    await page.context().close();
  });
});

describe('the labels of a row', () => {
  it('are measured by nobody while rows come and go', async () => {
    const page = await stage.page({ viewport: { width: 960, height: 1_400 } });
    await page.evaluate(() => {
      const watched: string[] = [];
      Object.assign(window, { watched });
      const { observe } = ResizeObserver.prototype;
      ResizeObserver.prototype.observe = function (target, options) {
        if (target.closest('[data-testid=conversation-row]')) watched.push(target.className);
        observe.call(this, target, options);
      };
    });
    await page.click('[data-testid=view-all]');
    await page.waitForSelector('[data-testid=row-labels]');
    await settled(page);
    expect(await page.evaluate(() => (window as unknown as { watched: string[] }).watched)).toEqual([]);
    await page.context().close();
  });
});

describe('other spacing', () => {
  // WCAG 1.4.12, its values.
  const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

  it.each(PLACES.filter(({ name }) => ['inbox', 'thread', 'replies', 'settings', 'help', 'health', 'connect'].includes(name)).map((place) => [place.name, place] as const))(
    '%s loses nothing',
    async (name, place) => {
      const page = await at(stage, place, { viewport: { width: 1280, height: 800 } });
      await page.addStyleTag({ content: SPACING });
      await settled(page);
      await seen(page, `${name}-spaced`);
      expect(await cut(page)).toEqual([]);
      await page.context().close();
    },
  );
});

describe.each([
  ['en-XA', 'ltr'],
  ['en-XB', 'rtl'],
] as const)('a language that needs more room (%s)', (language, dir) => {
  it.each([...PLACES, ...BEFORE].map((place) => [place.name, place] as const))('%s fits into 960 pixels', async (name, place) => {
    const page = await at(stage, place, { viewport: { width: 960, height: 700 } }, `language=${language}`);
    await seen(page, `${name}-${language}`);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(dir);
    expect(await sideways(page)).toBe(0);
    expect(await cut(page)).toEqual([]);
    expect(await unsaid(page)).toEqual([]);
    await page.context().close();
  });
});

describe.each([
  ['he', 'rtl', 'he-IL', 'ממתינות לתשובה'],
  ['ja', 'ltr', 'ja-JP', '要返信'],
] as const)('in its own words (%s)', (language, dir, locale, needsReply) => {
  const small = { viewport: { width: 960, height: 700 }, locale };

  it('has its direction, and a list of what needs a reply', async () => {
    const page = await at(stage, PLACES[0]!, small, `language=${language}`);
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([language, dir]);
    expect(await page.locator('[data-pane=list] h1').textContent()).toBe(needsReply);
    await page.context().close();
  });

  it.each([...PLACES, ...commanded(language), ...BEFORE].map((place) => [place.name, place] as const))('%s fits into 960 pixels, and assistive technology misses nothing', async (name, place) => {
    const page = await at(stage, place, small, `language=${language}`);
    await seen(page, `${name}-${language}`);
    expect(await sideways(page)).toBe(0);
    expect(await cut(page)).toEqual([]);
    expect((await findings(page)).findings).toEqual([]);
    await page.context().close();
  });
});

it('lets the text of a person go its own way in a window that runs from right to left', async () => {
  const page = await at(stage, PLACES.find(({ name }) => name === 'search')!, { viewport: { width: 1280, height: 800 }, locale: 'he-IL' }, 'language=he');
  // The question mark stands after its English question, which is to the right of it.
  const ends = await page.locator('[data-testid=search-hit] bdi:has(mark)').first().evaluate((text) => {
    const letter = (at: number) => {
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT, (node) => (node.nodeValue ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP));
      const nodes: Text[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
      const node = nodes.at(at < 0 ? -1 : 0)!;
      const range = document.createRange();
      range.setStart(node, at < 0 ? node.length - 1 : 0);
      range.setEnd(node, at < 0 ? node.length : 1);
      return range.getBoundingClientRect().left;
    };
    return { first: letter(0), last: letter(-1), says: text.textContent };
  });
  expect(ends.says).toMatch(/\?$/);
  expect(ends.last).toBeGreaterThan(ends.first);
  await page.context().close();
  // An empty field begins where the window begins.
  const thread = await at(stage, PLACES.find(({ name }) => name === 'thread')!, { viewport: { width: 1280, height: 800 }, locale: 'he-IL' }, 'language=he');
  const field = thread.locator('[data-testid=composer-text]');
  const direction = () => field.evaluate((one) => getComputedStyle(one).direction);
  expect(await direction()).toBe('rtl');
  await field.fill('Thank you');
  expect(await direction()).toBe('ltr');
  await thread.context().close();
});

it('needs no colour: forced colours keep what is chosen, where the focus is, and every edge', async () => {
  const page = await stage.page({ forcedColors: 'active', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
  await openConversation(page, 2);
  await page.focus('[data-testid=conversation-list]');
  await settled(page);
  await seen(page, 'forced-colours');
  const outline = (selector: string) => page.locator(selector).first().evaluate((one) => getComputedStyle(one).outlineStyle);
  expect(await outline('[data-testid=conversation-row][aria-selected=true]')).toBe('solid');
  expect(await outline('[data-testid=view-needs_reply]')).toBe('solid');
  expect(await outline('[data-testid=composer]')).toBe('none');
  await page.focus('[data-testid=composer-text]');
  expect(await outline('[data-testid=composer]')).toBe('solid');
  expect((await findings(page)).findings).toEqual([]);
  await page.context().close();
});

it('moves for 160 ms at most, and not at all for those who want it so', async () => {
  const lengths = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((one) => {
        const { transitionDuration, animationDuration, animationIterationCount } = getComputedStyle(one);
        const ms = (all: string) => all.split(',').map((each) => Number.parseFloat(each) * 1000);
        // What breathes while something loads goes on as long as that takes.
        return [...ms(transitionDuration), ...(animationIterationCount === 'infinite' ? [] : ms(animationDuration))];
      }),
    );
  for (const [reducedMotion, most] of [['no-preference', 160], ['reduce', 0]] as const) {
    const page = await stage.page({ reducedMotion });
    await openConversation(page, 2);
    await page.keyboard.press('Control+,');
    await page.waitForSelector('[data-testid=settings-dialog]');
    expect(Math.max(...(await lengths(page)))).toBeLessThanOrEqual(most);
    await page.context().close();
  }
});

it('shifts nothing when threads, lists and pages open', async () => {
  const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 1280, height: 800 } });
  await settled(page);
  await page.evaluate(() => {
    const shifts: { value: number; what: string[] }[] = [];
    Object.assign(window, { shifts });
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
    const name = (node: Node | null) => (node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.nodeName));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) shifts.push({ value: entry.value, what: entry.sources.map(({ node }) => name(node)) });
    }).observe({ type: 'layout-shift', buffered: false });
  });
  await openConversation(page, 3);
  await settled(page);
  await openConversation(page, 2);
  await settled(page);
  for (const key of ['g', 'w', 'g', 'i']) await page.keyboard.press(key);
  await settled(page);
  await page.click('[data-testid=help]');
  await page.waitForSelector('[data-testid=help-search]');
  await settled(page);
  const shifts = await page.evaluate(() => (window as unknown as { shifts: { value: number; what: string[] }[] }).shifts);
  expect(shifts.reduce((sum, one) => sum + one.value, 0), JSON.stringify(shifts)).toBeLessThan(0.01);
  await page.context().close();
});

it('keeps whatever has the focus in sight, with a ring of two pixels', async () => {
  for (const height of [700, 600]) {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 960, height } });
    await openConversation(page, 2);
    await settled(page);
    await page.focus('[data-testid=view-needs_reply]');
    const lost: string[] = [];
    let wrote = false;
    let stops = 0;
    for (; stops < 120; stops += 1) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        // Lines of two pixels and more around an element. A ring of its own, or of what stands for it: its box, its row,
        // the line of a splitter.
        const lines = (style: CSSStyleDeclaration) =>
          [
            style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2 && `${style.outlineWidth} ${style.outlineColor}`,
            ...(['Top', 'Right', 'Bottom', 'Left'] as const).map((side) => Number.parseFloat(style[`border${side}Width`]) >= 2 && `${style[`border${side}Width`]} ${style[`border${side}Color`]}`),
            /[23]px/.test(style.boxShadow) && style.boxShadow,
          ].join();
        const ringsOf = (around: Element[]) => around.flatMap((one) => [null, '::before', '::after'].map((part) => lines(getComputedStyle(one, part)))).join(';');
        type Before = { around: Element[]; rings: string; splitter: boolean; html: string };
        const kept = window as unknown as { before?: Before };
        const before = kept.before;
        delete kept.before;
        // A line that is always there tells nothing: without the focus it must look otherwise.
        const ringless = before && !before.splitter && before.around[0]?.isConnected && ringsOf(before.around) === before.rings ? `no ring: ${before.html}` : null;
        const active = document.activeElement;
        if (!active || active === document.body) return { end: true, lost: [ringless] };
        const { left, top, width, height } = active.getBoundingClientRect();
        const seen = document.elementFromPoint(Math.max(0, left) + Math.min(width, innerWidth) / 2, Math.max(0, top) + Math.min(height, innerHeight) / 2);
        const covered = !seen || !(active.contains(seen) || seen.contains(active) || active.closest('label')?.contains(seen));
        const html = active.outerHTML.slice(0, 140);
        const around = [active, active.parentElement, active.parentElement?.parentElement, active.nextElementSibling, active.querySelector('[aria-selected=true]')].filter((one) => one != null);
        kept.before = { around, rings: ringsOf(around), splitter: active.getAttribute('role') === 'separator', html };
        return { end: false, lost: [ringless, covered ? `covered: ${html}` : null] };
      });
      lost.push(...found.lost.filter((one) => one !== null));
      wrote ||= await page.evaluate(() => document.activeElement?.matches('[data-testid=composer-text]') === true);
      if (found.end) break;
    }
    expect(stops).toBeGreaterThan(15);
    expect(wrote).toBe(true);
    expect(lost).toEqual([]);
    await page.context().close();
  }
});

/** Controls smaller than 24 × 24 that do not stand within a line of text (WCAG 2.5.8). */
function small(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary, [role=switch], [role=option], [role=menuitemradio]')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.hidden-visually, [hidden]') && getComputedStyle(one).display !== 'inline')
      .filter((one) => {
        // The words beside a tick or a choice are part of it.
        const target = one instanceof HTMLInputElement && (one.type === 'radio' || one.type === 'checkbox') ? (one.closest('label') ?? one) : one;
        const { width, height } = target.getBoundingClientRect();
        return width > 0 && (width < 24 || height < 24);
      })
      .map((one) => one.outerHTML.slice(0, 160)),
  );
}

/** Controls that lie beside what can be seen and cannot be scrolled to. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], summary, [role=switch]')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.hidden-visually, [data-testid=message] .tools'))
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return width > 0 && (left < -1 || right > innerWidth + 1);
      })
      .map((one) => one.outerHTML.slice(0, 160)),
  );
}

/**
 * Words of the app that are cut: in buttons, headings, labels and sentences. What people wrote may be cut, with dots, and
 * so may the names that they gave to handles and views: those have a title. What stands beside a name may not.
 */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, h1, h2, h3, label, p, dt, dd, legend, summary, [role=status], [role=alert], .chip')]
      // A picture that is cropped loses no words.
      .filter((one) => one.textContent?.trim())
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.hidden-visually, bdi, [role=option], [role=log], [data-testid=handle-rail]'))
      .filter((one) => {
        const style = getComputedStyle(one);
        const clips = style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll';
        if (clips && one.scrollWidth > one.clientWidth + 1) return true;
        // Words that stick out of their button.
        if (one.tagName !== 'BUTTON') return false;
        const box = one.getBoundingClientRect();
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node && box.width > 0; node = walker.nextNode()) {
          if (node.parentElement?.closest('bdi, .hidden-visually')) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          const { left, right, width } = range.getBoundingClientRect();
          if (width > 0 && (left < box.left - 2 || right > box.right + 2)) return true;
        }
        return false;
      })
      .map((one) => `${one.outerHTML.slice(0, 120)} … ${one.textContent?.trim().slice(0, 60)}`),
  );
}

/** Words that came from nowhere in the catalogue: the pseudo-language marks every letter of its own. */
function unsaid(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    // What people wrote and names of things are in no catalogue; nor are dates, which the system says, and what is in
    // a language of its own: the publisher's news, the names of languages.
    const others = 'bdi, code, time, script, style, kbd, [role=log], [data-testid=gallery-dialog], [data-testid=shared], [dir=ltr], [dir=auto], body [lang]';
    const look = (around: Element | null, said: string | null, where: string) => {
      const text = said?.trim() ?? '';
      if (!around || !/[a-z]{3}/.test(text) || !around.checkVisibility() || around.closest(others)) return;
      // A name in full, where it may be cut.
      if ([...around.querySelectorAll('bdi')].some((name) => name.textContent?.trim() === text)) return;
      // Marked letters, or the brackets around names alone.
      if (/[åëîöûñðğĥ]|^\[.*\]$/i.test(text) || /^@|handrail|^\d|^[a-z]+(_[a-z]+)+$/i.test(text)) return;
      found.push(`${where}${text.slice(0, 80)}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) look(node.parentElement, node.textContent, '');
    for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt']) {
      for (const one of document.querySelectorAll(`[${name}]`)) look(one, one.getAttribute(name), `${name}: `);
    }
    return found;
  });
}
