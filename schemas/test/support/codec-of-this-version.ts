import { AVRO_SCHEMAS } from '../../src/avro-schemas.ts';
import type { Codec } from '../../src/codec.ts';
import { codecOf } from '../../tooling/corpus/corpus.ts';

/** A codec over the schemas of this version, with ids by their place in the list. */
export function codecOfThisVersion(): Codec {
  return codecOf({ schemas: AVRO_SCHEMAS });
}
