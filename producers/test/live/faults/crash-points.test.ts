import test from 'ava';
import { createFaultRig } from '../../support/fault-rig.ts';
import type { Ruin } from '../../support/ruin.ts';

const CRASHES: readonly (readonly [when: string, Ruin])[] = [
  ['before it writes', { point: 'before-produce' }],
  ['between writing and commit', { point: 'before-commit' }],
  ['after the commit, before its state is stored', { point: 'after-commit' }],
  ['after storing the state, before the reply', { point: 'before-reply' }],
];

for (const [when, ruin] of CRASHES) {
  test(`a writer killed ${when} loses and doubles nothing`, async (t) => {
    t.timeout(180_000);
    const rig = await createFaultRig(t);
    const writer = await rig.startRuined('one', ruin);
    const load = rig.load({ orders: 24 });
    await rig.untilRuined(ruin);
    await writer.restart();
    await rig.prove(load);
  });
}
