import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** What the parts below may import, beside what is their own. Every other part is a feature, and may import them all. */
const MAY: Record<string, readonly string[]> = {
  contract: [],
  // How keys are written and read: no command, only their names.
  'commands/keys': [],
  platform: ['contract', 'platform/mock'],
  // Stands in for the core, and answers by the rules that the page foretells the core by.
  'platform/mock': ['contract', 'platform', 'inbox'],
  data: ['contract', 'platform'],
  words: ['contract', 'data'],
  design: ['contract', 'platform', 'data', 'words', 'commands/keys'],
};

/** The part that a file belongs to: the longest name that fits, else its folder. */
function partOf(path: string): string {
  const parts = Object.keys(MAY).filter((part) => path === part || path.startsWith(`${part}/`) || path.startsWith(`${part}.`));
  return parts.sort((one, two) => two.length - one.length)[0] ?? path.split('/')[0]!;
}

const LIB = 'src/lib';
const imports = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((from) => /\.(ts|svelte)$/.test(from) && !from.endsWith('.test.ts'))
  .flatMap((from) =>
    [...readFileSync(join(LIB, from), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => ({ from, name })),
  );
/** Those of our own code: no packages, and no data beside it. */
const ours = imports
  .map(({ from, name }) => ({ from, to: name.startsWith('.') ? join(from, '..', name) : name.startsWith('$lib/') ? name.slice('$lib/'.length) : '..' }))
  .filter(({ to }) => !to.startsWith('..'));

it.each(Object.entries(MAY))('%s knows nothing above it', (part, below) => {
  expect(ours.some(({ to }) => partOf(to) === part)).toBe(true);
  const above = ours.filter(({ from, to }) => partOf(from) === part && partOf(to) !== part && !below.includes(partOf(to)));
  expect(above).toEqual([]);
});

it('only the platform speaks to the window', () => {
  const speak = imports.filter(({ name }) => name.startsWith('@tauri-apps/')).map(({ from }) => partOf(from));
  expect(new Set(speak)).toEqual(new Set(['platform']));
});

it('icons are given what is written out for them, and nothing else', () => {
  const written = ['size', 'strokeWidth', 'fill', 'class', 'aria-label', 'aria-hidden'];
  const given = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.svelte'))
    .flatMap((path) => {
      const code = readFileSync(join(LIB, path), 'utf8');
      const icons = ['Icon', ...[...code.matchAll(/import (\w+) from '@lucide\/svelte\/icons\//g)].map(([, name = '']) => name)];
      const drawn = code.matchAll(new RegExp(`<(?:${icons.join('|')})\\s([^>]*?)/>`, 'g'));
      return [...drawn].flatMap(([, attributes = '']) => [...attributes.matchAll(/(?:^|\s)([\w-]+)=/g)].map(([, name = '']) => name));
    });
  expect(given.length).toBeGreaterThan(200);
  expect(new Set(given.filter((name) => !written.includes(name)))).toEqual(new Set());
});

it('a file shows others only what they take from it', () => {
  const written = ['src', 'stage'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|svelte)$/.test(path) && !/\/(contract|generated)\//.test(path))
      .map((path) => ({ path, code: readFileSync(join(folder, path), 'utf8') })),
  );
  const taken = new Set(
    written.flatMap(({ code }) =>
      [...code.matchAll(/(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}/g)].flatMap(([, names = '']) =>
        names.split(',').map((name) => name.trim().replace(/^type /, '').split(' as ')[0]),
      ),
    ),
  );
  const shown = written
    .filter(({ path }) => path.endsWith('.ts'))
    .flatMap(({ path, code }) =>
      [...code.matchAll(/^export (?:async )?(?:const|let|function\*?|class|type|interface) (\w+)/gm)].map(([, name = '']) => ({ path, name })),
    );
  expect(shown.length).toBeGreaterThan(300);
  expect(shown.filter(({ name }) => !taken.has(name))).toEqual([]);
});
