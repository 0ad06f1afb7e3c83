// Writes the type of every message, from the English catalogue: `npm run words`. A message that is named wrongly or
// lacks a value is then an error of the compiler.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const OUT = new URL('src/lib/words/generated/messages.ts', import.meta.url);

/** The names of the values that a message takes, and whether one of them is counted. */
function inputs(message) {
  const forms = typeof message === 'string' ? [message] : Object.values(message[0].match);
  const names = new Set(forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1])));
  const counted = typeof message === 'string' ? undefined : /local \w+ = (\w+): plural/.exec(message[0].declarations.join('\n'))?.[1];
  if (counted) names.add(counted);
  return [...names].map((name) => `${name}: ${name === counted ? 'number' : 'string | number'}`);
}

const catalogue = JSON.parse(readFileSync(new URL('messages/en.json', import.meta.url), 'utf8'));
const lines = Object.entries(catalogue)
  .filter(([name]) => name !== '$schema')
  .map(([name, message]) => {
    const taken = inputs(message);
    return `  ${name}: ${taken.length === 0 ? '() => string' : `(values: { ${taken.join('; ')} }) => string`};`;
  });
const text = `// Made from messages/en.json by \`npm run words\`.\n\nexport interface Messages {\n${lines.join('\n')}\n}\n`;

mkdirSync(new URL('.', OUT), { recursive: true });
if (!existsSync(OUT) || readFileSync(OUT, 'utf8') !== text) writeFileSync(OUT, text);
