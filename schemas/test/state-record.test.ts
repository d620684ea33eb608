import test from 'ava';
import { encodeState, stateHeadOf } from '../src/codec.ts';
import { STATES } from '../tooling/samples/states.ts';
import { codecOfThisVersion } from './support/codec-of-this-version.ts';

test('the head of a changelog record is what stands in the whole of it', async (t) => {
  const codec = codecOfThisVersion();
  for (const record of STATES) {
    const { value } = encodeState(codec, 'key', record);
    await codec.prepare([value]);
    const { type, value: whole } = record;
    const { incarnation, evolveHash } = whole;
    const head = type === 'WriterPosition' ? whole : { incarnation, evolveHash };
    t.deepEqual(stateHeadOf(codec, value), { type, value: head } as typeof record);
  }
});
