import { expect, it } from 'vitest';
import { filledIn, namesIn, valueFor } from './values';

it('the blanks of a text that can have a value are named once, as the core keeps them', () => {
  expect(namesIn('See {{Shipping-Link}} or {{ shipping link |there}}, {{first_name}} {{קישור}}')).toEqual(['shipping_link', 'קישור']);
});

it('every blank of the name is filled in, and no other', () => {
  const text = '{{link}} 👋🏽 {{ LINK |x}} {{links}} {{open {{link}}';
  expect(filledIn(text, 'link', '$& {{x}}')).toBe('$& {{x}} 👋🏽 $& {{x}} {{links}} {{open $& {{x}}');
});

it("a handle's own value comes before the one for all", () => {
  const values = [{ name: 'link', handle: null, text: 'all' }, { name: 'link', handle: 2, text: 'two' }];
  expect([1, 2].map((handle) => valueFor(values, 'link', handle)?.text)).toEqual(['all', 'two']);
  expect(valueFor(values, 'shop', 1)).toBeUndefined();
});
