import test from 'ava';
import { PlatformError } from '@karat/infra/errors';
import { createLogger } from '@karat/infra/logger';
import { generateModel } from '@karat/infra/models';
import type { ObjectKey } from '@karat/infra/object-store';
import type { OrderItem, OrderSubmitted } from '@karat/schemas';
import { examineItem, type ExamineOptions } from '../../src/pricing/examine-item.ts';
import { loadModel } from '../../src/pricing/load-model.ts';
import { analyseModel } from '../../src/pricing/mesh/analyse-mesh.ts';
import type { MeshAnalysis, MeshOutcome } from '../../src/pricing/mesh/mesh-analysis.ts';
import { priceSubmission, type PricingCommand } from '../../src/pricing/price-submission.ts';
import { TARIFF_2026_11 } from '../../src/pricing/tariff/tariff-2026-11.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const pauses = { initialDelayMs: 1, maxDelayMs: 1 };
const RING = generateModel(0).stl;
const SHA = 'ab'.repeat(32);

interface World {
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly get?: (key: ObjectKey) => Promise<Buffer>;
  readonly analyse?: (file: Buffer) => Promise<MeshOutcome<MeshAnalysis>>;
}

function item(changes: Partial<OrderItem> = {}): OrderItem {
  return {
    itemId: 'i1',
    quantity: 2,
    material: 'gold-750',
    finish: 'matte',
    modelSha256: SHA,
    modelFormat: 'STL',
    modelBytes: RING.length,
    ...changes,
  };
}

function submit(items: readonly OrderItem[], world: World = {}): Promise<PricingCommand> {
  const { get = () => Promise.resolve(Buffer.from(RING)) } = world;
  const { analyse = (file: Buffer) => Promise.resolve(analyseModel(file)) } = world;
  const submission: OrderSubmitted = {
    submissionNo: 3,
    rush: false,
    dueAt: 2,
    policyVersion: 'p1',
    items,
  };
  const { patienceMs = 60_000, signal = new AbortController().signal } = world;
  const metrics = { storageAway: () => undefined };
  const load = { objects: { get }, patienceMs, signal, metrics, pauses };
  const analysisOf: ExamineOptions['analysisOf'] = async (model) =>
    analyse(await loadModel(model, load));
  const examine = (one: OrderItem) => examineItem(one, { analysisOf, logger });
  return priceSubmission(submission, 1, { tariff: TARIFF_2026_11, examine, logger });
}

function reasonsOf(command: PricingCommand) {
  return command.type === 'RejectModel' ? command.data.reasons : [];
}

test('a submission of good models gets a price for its own number', async (t) => {
  const command = await submit([item(), item({ itemId: 'i2', material: 'silver-925' })]);
  t.like(command, { type: 'RecordPrice', data: { submissionNo: 3, currency: 'EUR' } });
});

test('pricing a submission again gives the same command', async (t) => {
  t.deepEqual(await submit([item()]), await submit([item()]));
});

test('everything against a submission is said at once', async (t) => {
  const files = new Map([
    ['cut', RING.subarray(0, 5_000)],
    ['text', Buffer.from('no mesh')],
  ]);
  const get = ({ sha256 }: ObjectKey) => Promise.resolve(Buffer.from(files.get(sha256) ?? RING));
  const command = await submit(
    [
      item({ modelSha256: 'cut', finish: 'glossy' }),
      item({ itemId: 'i2', modelSha256: 'text' }),
      item({ itemId: 'i3', modelSha256: null }),
      item({ itemId: 'i4', material: 'brass' }),
    ],
    { get },
  );
  t.deepEqual(reasonsOf(command), [
    {
      itemId: 'i1',
      code: 'truncated',
      detail: 'Expected 84 + 50·1536 = 76884 bytes, got 5000',
      retriable: false,
    },
    {
      itemId: 'i2',
      code: 'not-a-mesh',
      detail: 'Expected an STL, OBJ, 3MF or GLB, got 7 bytes that begin with "no mesh"',
      retriable: false,
    },
    {
      itemId: 'i3',
      code: 'model-missing',
      detail: 'Expected a 3D model, got none',
      retriable: false,
    },
    {
      itemId: 'i1',
      code: 'unknown-finish',
      detail: 'Expected finish to be one of raw, matte, polished, got "glossy"',
      retriable: false,
    },
    {
      itemId: 'i4',
      code: 'unknown-material',
      detail:
        'Expected material to be one of gold-585, gold-750, silver-925, platinum-950, got "brass"',
      retriable: false,
    },
  ]);
});

test('a model with holes is refused with their number and a place', async (t) => {
  const holed = Buffer.from(RING.subarray(0, RING.length - 50));
  holed.writeUInt32LE(1535, 80);
  const [reason] = reasonsOf(await submit([item()], { get: () => Promise.resolve(holed) }));
  t.regex(reason?.detail ?? '', /^3 edges belong to one face only, e\.g\. at \(.+\) mm$/);
  t.like(reason, { code: 'open-edge', retriable: false });
});

test('storage that comes back in time is not noticed', async (t) => {
  let calls = 0;
  const get = () => {
    calls += 1;
    if (calls < 3) throw new PlatformError('object-store-unavailable', 'away', { retryable: true });
    return Promise.resolve(Buffer.from(RING));
  };
  t.is((await submit([item()], { get })).type, 'RecordPrice');
});

const AWAY = new PlatformError('object-store-unavailable', 'away', { retryable: true });

test('storage that stays away is waited for, then the answer says to try again later', async (t) => {
  let calls = 0;
  const get = () => {
    calls += 1;
    return Promise.reject(AWAY);
  };
  t.deepEqual(reasonsOf(await submit([item()], { get, patienceMs: 100 })), [
    { itemId: 'i1', code: 'storage-unavailable', detail: 'away', retriable: true },
  ]);
  t.true(calls > 1);
});

test('a model that a working store has lost is asked for a few times, however patient it is', async (t) => {
  let calls = 0;
  const get = () => {
    calls += 1;
    return Promise.reject(new PlatformError('object-not-found', 'lost'));
  };
  t.deepEqual(reasonsOf(await submit([item()], { get })), [
    { itemId: 'i1', code: 'storage-unavailable', detail: 'lost', retriable: true },
  ]);
  t.is(calls, 5);
});

test('a service that stops while storage is away says nothing against the order', async (t) => {
  const stop = new AbortController();
  const get = () => {
    stop.abort();
    return Promise.reject(AWAY);
  };
  await t.throwsAsync(submit([item()], { get, signal: stop.signal }), { code: 'aborted' });
});

test('an analysis that fails or takes too long leaves no order without an answer', async (t) => {
  const failing = (error: Error) => ({ analyse: () => Promise.reject(error) });
  const timeout = new PlatformError('timeout', 'too slow', { retryable: true });
  t.deepEqual(reasonsOf(await submit([item()], failing(timeout))), [
    { itemId: 'i1', code: 'analysis-timeout', detail: 'too slow', retriable: true },
  ]);
  t.deepEqual(reasonsOf(await submit([item()], failing(new RangeError('a bug')))), [
    { itemId: 'i1', code: 'pricing-error', detail: 'a bug', retriable: true },
  ]);
});

test('a model that is hardly in millimetres is priced with a warning that goes with the price', async (t) => {
  const analyse = (file: Buffer) => {
    const outcome = analyseModel(file);
    if (!outcome.ok) return Promise.resolve(outcome);
    const doubt = { code: 'implausible-size', severity: 'warn', count: 1, sample: [] } as const;
    return Promise.resolve({ ok: true, value: { ...outcome.value, defects: [doubt] } } as const);
  };
  const command = await submit([item()], { analyse });
  t.deepEqual(command.type === 'RecordPrice' ? command.data.warnings : null, [
    { itemId: 'i1', code: 'implausible-size', detail: '1 model is hardly in millimetres' },
  ]);
  const plain = await submit([item()]);
  t.deepEqual(plain.type === 'RecordPrice' ? plain.data.warnings : null, []);
});

test('a reason without end is cut, because a refused answer would leave the order waiting', async (t) => {
  const get = () => Promise.reject(new PlatformError('timeout', 'x'.repeat(9_000)));
  const [reason] = reasonsOf(await submit([item()], { get, patienceMs: 0 }));
  t.is(reason?.detail.length, 2_000);
});
