// `npm run pictures -- --update` takes the reference pictures anew; without it they are compared.
import { startVitest } from 'vitest/node';

const update = process.argv.includes('--update');
if (update) process.env.PICTURES = 'update';
const vitest = await startVitest('test', ['stage/pictures'], { config: 'vitest.stage.config.ts', watch: false });
await vitest?.close();
