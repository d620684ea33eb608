import type { OrderState } from '@karat/schemas';
import { decodeEvents } from '@karat/schemas/codec';
import { codecOf, corpusVersions, rawRecordsOf, readCorpus } from '@karat/schemas/corpus';
import test from 'ava';
import { evolve } from '../../src/order/evolve.ts';

for (const version of corpusVersions()) {
  const corpus = readCorpus(version);
  for (const { name, records, state } of corpus.histories) {
    test(`an order of ${version} folds to what it was: ${name}`, async (t) => {
      const events = await decodeEvents(codecOf(corpus), rawRecordsOf(corpus, records));
      const folded = events.reduce<OrderState | null>(evolve, null);
      t.deepEqual(knownFields(folded, state), state);
    });
  }
}

/** The fields that the older state knew; what today's `evolve` tells beyond them is new. */
function knownFields(newer: unknown, older: unknown): unknown {
  if (!isFields(newer) || !isFields(older)) return newer;
  if (Array.isArray(newer)) {
    return newer.map((element, index) => knownFields(element, older[String(index)]));
  }
  const known = Object.keys(older).map((key) => [key, knownFields(newer[key], older[key])]);
  return Object.fromEntries(known);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
