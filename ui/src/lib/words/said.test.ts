import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import english from '../../../messages/en.json';

/** Every word of the page's and the shell's code. */
function wordsOf(folder: string, endings: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => endings.test(path) && !path.endsWith('.test.ts') && !path.includes('generated'))
    .flatMap((path) => readFileSync(join(folder, path), 'utf8').match(/\w+/g) ?? []);
}

it('writes an apostrophe as printers do', () => {
  expect(Object.entries(english).filter(([, words]) => JSON.stringify(words).includes("'"))).toEqual([]);
});

it('keeps no message that nobody says', () => {
  const said = new Set([...wordsOf('src', /\.(ts|svelte)$/), ...wordsOf('../src-tauri/src', /\.rs$/)]);
  expect(said.size).toBeGreaterThan(1_000);
  expect(Object.keys(english).filter((name) => name !== '$schema' && !said.has(name))).toEqual([]);
});
