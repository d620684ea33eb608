import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { generateSources } from '../tooling/generate-types.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('types and schemas in the source are those of the Avro files', async (t) => {
  for (const [name, source] of await generateSources(root)) {
    const message = `src/${name} is not up to date: run npm run generate`;
    t.is(readFileSync(join(root, 'src', name), 'utf8'), source, message);
  }
});
