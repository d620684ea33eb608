import { randomUUID } from 'node:crypto';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { testServers } from '@karat/infra/testing';
import { RECEIPTS, storedReceipt, type StoredReceipt } from '@karat/projections';
import { decodeReceipts } from '@karat/schemas/codec';
import test from 'ava';
import type { Db } from 'mongodb';
import { openReceiptStore } from '../../src/projector/receipt-store.ts';
import type { RepairMode } from '../../src/verify/tally.ts';
import { verifyReceipts } from '../../src/verify/verify-receipts.ts';
import { outcomeOf, publishOutcomes } from '../support/outcomes.ts';
import { createStoresRig } from '../support/stores-rig.ts';

test('outcomes are compared with their topic, and put right', async (t) => {
  const { db } = await createStoresRig(t);
  const log = await deployTestLog(testServers(process.env));
  t.teardown(log.close);
  const ids = Array.from({ length: 12 }, () => randomUUID());
  const refusals = ids.map((id) => outcomeOf(placeOf(id), { outcome: 'REFUSED' }));
  // Each is refused first and done later: it is the later one that has to be kept.
  await publishOutcomes(log, [...refusals, ...ids.map((id) => outcomeOf(placeOf(id)))]);
  await keepAll(log, db, 24);
  const verify = async (repair: RepairMode = 'none') => {
    const { differences, ...counts } = await verifyReceipts({ log, db, repair });
    return { ...counts, told: differences.map(({ kind, key }) => `${kind} ${key}`).toSorted() };
  };
  t.like(await verify(), { equal: true, documents: 12 });

  const receipts = db.collection<StoredReceipt>(RECEIPTS.collection);
  const [gone, changed, older] = (
    await receipts.find({ commandId: { $exists: true } }).toArray()
  ).map(({ _id }) => _id);
  const [refusal] = refusals;
  if (gone === undefined || changed === undefined || older === undefined || refusal === undefined) {
    return t.fail('Expected three outcomes');
  }
  await receipts.deleteOne({ _id: gone });
  await receipts.updateOne({ _id: changed }, { $set: { version: 99 } });
  const late = storedReceipt({ ...refusal, partition: 0, offset: '0' });
  await receipts.updateOne({ _id: older }, { $set: { outcome: 'REFUSED', rank: late.rank } });
  const madeUp = `${randomUUID()}/${randomUUID()}`;
  await receipts.insertOne({ ...late, _id: madeUp });
  const damages = [
    `missing ${gone}`,
    `different ${changed}`,
    `different ${older}`,
    `extra ${madeUp}`,
  ];
  t.deepEqual((await verify()).told, damages.toSorted());
  t.like(await verify('repair'), { differing: 4, repaired: 4 });
  t.like(await verify(), { equal: true, documents: 12 });
});

/** Keeps what the topic holds as a projector does, without one. */
async function keepAll(log: TestLog, db: Db, count: number): Promise<void> {
  const { reader, codec, topics, identity } = log;
  const { positions, handle } = await openReceiptStore({ db, log });
  let kept = 0;
  for (let partition = 0; partition < identity.partitions; partition += 1) {
    await positions.begin(partition);
    const end = await reader.endOf(topics.receipts, partition);
    for await (const records of reader.read({
      topic: topics.receipts,
      partition,
      fromOffset: 0n,
    })) {
      const items = (await decodeReceipts(codec, records)).map(storedReceipt);
      kept += items.length;
      await handle({ items, fromOffset: 0n });
    }
    await positions.save?.({ partition, from: 0n, next: end });
  }
  if (kept !== count)
    throw new TypeError(`Expected ${String(count)} receipts, got ${String(kept)}`);
}

/** A command upon an order of its own, the same whenever it is asked for. */
const placeOf = (commandId: string) => {
  return { commandId, orderId: commandId.split('').toReversed().join('') };
};
