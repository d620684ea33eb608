import { createLogger } from '@karat/infra/logger';
import { openRedis, type Redis } from '@karat/infra/redis';
import { startProxy } from '@karat/infra/test-proxy';
import { eventually, testServers, uniqueEnv } from '@karat/infra/testing';
import type { ToldOutcome } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import { outcomeChannel, publishOutcome } from '../../src/outcome-channel.ts';
import { createOutcomeListener, type OutcomeListener } from '../../src/outcome-listener.ts';

const OUTCOME: ToldOutcome = {
  commandId: '9e5f0f94-52f7-5b6c-995a-7628bca4c5fa',
  orderId: '6f9619ff-8b86-5011-b42d-00cf4fc964ff',
  bodyHash: 'b'.repeat(64),
  actor: { role: 'operator', id: 'anna' },
  correlationId: 'a visit',
  traceparent: null,
  position: '3.4711.0a1b2c3d',
  receipt: {
    commandType: 'ClaimOrder',
    outcome: 'ACCEPTED',
    repeated: false,
    commandOffset: 4711,
    version: 7,
    status: 'MANUFACTURING_STARTED',
    eventIds: [],
    decidedAt: 1_795_247_165_651,
    refusal: null,
  },
};

async function createRig(t: ExecutionContext) {
  const { redisUrl } = testServers(process.env);
  const line = await startProxy(t, new URL(redisUrl).host);
  const environment = uniqueEnv();
  const teller = connect(t, redisUrl);
  const tell = (outcome: unknown) =>
    publishOutcome(teller, outcomeChannel(environment, 'test'), outcome as ToldOutcome);
  const listen = async (redis = connect(t, `redis://${line.host}`)): Promise<OutcomeListener> => {
    const settings = { redis, environment, instance: 'test', pulseIntervalMs: 500 };
    const listener = await createOutcomeListener(settings);
    t.teardown(listener.close);
    return listener;
  };
  return { line, tell, listen };
}

function connect(t: ExecutionContext, url: string): Redis {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const redis = openRedis(url, { name: 'test', logger, commandTimeoutMs: null });
  t.teardown(() => {
    redis.disconnect();
  });
  return redis;
}

type Rig = Awaited<ReturnType<typeof createRig>>;

/** Waits once, for as long as nothing should need here. */
async function hear({ tell }: Rig, listener: OutcomeListener): Promise<ToldOutcome | null> {
  const { outcome, leave } = listener.wait(OUTCOME.commandId, 500);
  await tell(OUTCOME);
  return outcome.finally(leave);
}

test('everybody who waits for a command hears its outcome, and nobody another one’s', async (t) => {
  const { tell, listen } = await createRig(t);
  const listener = await listen();
  const waits = [1, 2].map(() => listener.wait(OUTCOME.commandId, 10_000).outcome);
  const other = listener.wait('another', 300);
  await tell('no outcome at all');
  await tell(OUTCOME);
  t.deepEqual(await Promise.all(waits), [OUTCOME, OUTCOME]);
  t.is(await other.outcome, null);
});

test('a writer of the first release may still tell outcomes', async (t) => {
  const { tell, listen } = await createRig(t);
  const { outcome } = (await listen()).wait(OUTCOME.commandId, 10_000);
  const { commandId, orderId, bodyHash, traceparent, receipt } = OUTCOME;
  await tell({ commandId, orderId, bodyHash, traceparent, receipt });
  t.deepEqual(await outcome, { ...OUTCOME, actor: null, correlationId: null, position: null });
});

test('an outcome is heard also where its position is told in a way of later', async (t) => {
  const { tell, listen } = await createRig(t);
  const listener = await listen();
  for (const position of ['v2:3.4711', 7, undefined]) {
    const { outcome, leave } = listener.wait(OUTCOME.commandId, 10_000);
    await tell({ ...OUTCOME, position });
    t.deepEqual(await outcome.finally(leave), { ...OUTCOME, position: null });
  }
});

test('a listener that began while Redis was away hears when it is back', async (t) => {
  const rig = await createRig(t);
  rig.line.cut();
  const listener = await rig.listen();
  const startedAt = performance.now();
  t.is(await hear(rig, listener), null);
  t.true(performance.now() - startedAt < 400, 'waited for what cannot come');
  rig.line.restore();
  await eventually(async () => (await hear(rig, listener)) !== null);
  t.pass();
});

test('a connection that fell silent without closing is made anew', async (t) => {
  const rig = await createRig(t);
  const listener = await rig.listen();
  t.deepEqual(await hear(rig, listener), OUTCOME);
  rig.line.swallow();
  t.is(await hear(rig, listener), null);
  // The old connection stays silent for ever; only a new one helps.
  rig.line.restore();
  await eventually(async () => (await hear(rig, listener)) !== null);
  t.pass();
});

test('a connection is kept where it was this process that stood still', async (t) => {
  const rig = await createRig(t);
  // Without the line, which would stand still with this process.
  const redis = connect(t, testServers(process.env).redisUrl);
  const listener = await rig.listen(redis);
  let closed = 0;
  redis.on('close', () => {
    closed += 1;
  });
  let stalls = 0;
  const ping = () => redis.call('PING');
  Object.assign(redis, {
    ping: () => {
      const answer = ping();
      // Longer than the listener's pulse: the answer waits in the socket meanwhile.
      if (stalls < 3) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
      stalls += 1;
      return answer;
    },
  });
  await eventually(() => stalls > 3);
  t.deepEqual(await hear(rig, listener), OUTCOME);
  t.is(closed, 0);
});
