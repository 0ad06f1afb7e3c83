import { describe, expect, it } from 'vitest';
import { fit, RANGES, within } from './widths';

const usual = { rail: null, list: null, context: null };
const widest = { rail: 220, list: 480, context: 360 };

describe('the panes of a window', () => {
  it.each([
    // window, asked for the person, [rail, list, shown, over]
    [960, null, [64, 330, false, true]],
    [1079, null, [64, 330, false, true]],
    [1080, null, [216, 348, false, true]],
    [1199, true, [216, 348, true, true]],
    [1200, true, [216, 324, true, false]],
    [1359, null, [216, 348, false, false]],
    [1360, null, [216, 348, true, false]],
    [1440, false, [216, 348, false, false]],
    [2560, null, [216, 348, true, false]],
  ] as const)('%i wide, person %o', (window, context, [rail, list, shown, over]) => {
    expect(fit(window, usual, context)).toMatchObject({ rail, list, contextShown: shown, contextOver: over });
  });

  it('leave the thread its room at every width, however they were set', () => {
    for (let window = 960; window <= 2560; window += 1) {
      for (const wanted of [usual, widest, { rail: 64, list: 320, context: 280 }]) {
        for (const context of [true, false, null]) {
          const { rail, list, context: shown, contextShown, contextOver } = fit(window, wanted, context);
          const thread = window - rail - list - (contextShown && !contextOver ? shown : 0);
          expect(thread, `${window} ${JSON.stringify(wanted)} ${context}`).toBeGreaterThanOrEqual(380);
          expect(list).toBeGreaterThanOrEqual(RANGES.list.min);
        }
      }
    }
  });

  it('share what is there at 200 %', () => {
    expect(fit(640, usual, null)).toMatchObject({ rail: 64, list: 230, listMoves: false, contextShown: false });
  });

  it('show list or thread at 400 %', () => {
    expect(fit(320, usual, null)).toMatchObject({ rail: 64, list: 256, single: true });
    expect(fit(640, usual, null).single).toBe(false);
  });
});

describe('a width', () => {
  it.each([
    ['list', 300, 320],
    ['list', 400.4, 400],
    ['list', 900, 480],
    ['context', 500, 360],
    ['rail', 10, 64],
    ['rail', 100, 64],
    ['rail', 130, 168],
    ['rail', 200, 200],
    ['rail', 400, 220],
  ] as const)('of the %s of %d is %d', (pane, wanted, width) => {
    expect(within(pane, wanted)).toBe(width);
  });
});
