import { mkdirSync, writeFileSync } from 'node:fs';
import { CORPUS } from '../support/fuzz-seeds.ts';
import { corpusModels } from '../support/corpus-models.ts';

/** Writes the models that fuzzing begins with: `node consumers/dist/test/bin/write-mesh-corpus.js`. */
mkdirSync(CORPUS, { recursive: true });
for (const [name, file] of Object.entries(corpusModels())) writeFileSync(`${CORPUS}${name}`, file);
