import { expect, it } from 'vitest';
import { returns } from './returns';

it('what is taken back stands as before, once, and only where it was sent', () => {
  const stood = { text: '  Hi there \n', start: 4, end: 6, quoted: null };
  returns.sent(1, stood);
  returns.sent(2, { ...stood, text: 'other' });
  expect(returns.take(2, 'Hi there')).toBe(undefined);
  expect(returns.take(1, 'Hi there')).toEqual(stood);
  expect(returns.take(1, 'Hi there')).toBe(undefined);
});

it('a text that went in parts is known again', () => {
  const stood = { text: 'One. Two.', start: 9, end: 9, quoted: null };
  returns.sent(3, stood);
  expect(returns.take(3, 'One.\nTwo.')).toEqual(stood);
});
