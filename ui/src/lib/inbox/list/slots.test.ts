import { expect, it } from 'vitest';
import { slotted } from './slots';

it('gives each row a slot of its own', () => {
  expect([...slotted(new Map(), [7, 8, 9])]).toEqual([[7, 0], [8, 1], [9, 2]]);
});

it('leaves a row in its slot, wherever it stands now', () => {
  const before = slotted(new Map(), [7, 8, 9]);
  expect([...slotted(before, [9, 7, 8])]).toEqual([[9, 2], [7, 0], [8, 1]]);
});

it('gives what comes the slots that were left, in their order, and new ones after that', () => {
  const before = slotted(new Map(), [7, 8, 9]);
  expect([...slotted(before, [8, 1, 2, 3])]).toEqual([[8, 1], [1, 0], [2, 2], [3, 3]]);
});

it('writes another list into the rows that are there', () => {
  const before = slotted(new Map(), [7, 8, 9]);
  expect([...slotted(before, [1, 2, 3]).values()]).toEqual([0, 1, 2]);
});
