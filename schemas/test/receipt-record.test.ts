import test from 'ava';
import { decodeReceipts, encodeReceipt } from '../src/codec.ts';
import type { Outcome } from '../src/envelope.ts';
import { codecOfThisVersion } from './support/codec-of-this-version.ts';

const OUTCOME: Outcome = {
  commandId: '9e5f0f94-52f7-5b6c-995a-7628bca4c5fa',
  orderId: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
  bodyHash: 'b'.repeat(64),
  actor: { role: 'operator', id: 'anna' },
  correlationId: '0199-correlation',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  receipt: {
    commandType: 'ClaimOrder',
    outcome: 'ACCEPTED',
    repeated: false,
    commandOffset: 4711,
    version: 7,
    status: 'MANUFACTURING_STARTED',
    eventIds: ['01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10'],
    decidedAt: 1_795_247_165_651,
    refusal: null,
  },
};

function recordOf(outcome: Outcome, without: readonly string[] = []) {
  const { key, value, headers } = encodeReceipt(codecOfThisVersion(), outcome);
  const kept = Object.entries(headers).filter(([name]) => !without.includes(name));
  const record = { key: Buffer.from(key), value, headers: Object.fromEntries(kept) };
  return { ...record, partition: 4, offset: '12' };
}

test('a receipt says who asked and what it belongs to', async (t) => {
  const record = recordOf(OUTCOME);
  t.like(record.headers, { actor: 'operator:anna', ce_correlationid: '0199-correlation' });
  const read = await decodeReceipts(codecOfThisVersion(), [record]);
  t.deepEqual(read, [{ ...OUTCOME, partition: 4, offset: '12' }]);
});

test('a receipt of the first release, which did not say, can still be read', async (t) => {
  const record = recordOf(OUTCOME, ['actor', 'ce_correlationid']);
  const [read] = await decodeReceipts(codecOfThisVersion(), [record]);
  t.like(read, { actor: null, correlationId: null, commandId: OUTCOME.commandId });
});
