import { randomUUID } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import test, { type ExecutionContext } from 'ava';
import { analyseOnce, type Analyse } from '../../src/pricing/analyse-once.ts';
import { openAnalysisStore } from '../../src/pricing/analysis-store.ts';

const MODEL = { owner: null, sha256: 'a'.repeat(64), unit: null } as const;
const OUTCOME = { ok: false, refusal: { code: 'empty-mesh', detail: 'none' } } as const;

async function createRig(t: ExecutionContext) {
  const { mongoUrl } = testServers(process.env);
  const url = mongoUrlFor(mongoUrl, `t${randomUUID().slice(0, 8)}_own_pricing`);
  const logger = createLogger({ service: 'test', level: 'error' });
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  const { signal } = new AbortController();
  /** Another process in all but name: it shares nothing with the others but the database. */
  return async (analyse: Analyse, options: { leaseMs?: number; signal?: AbortSignal } = {}) => {
    const store = await openAnalysisStore(db, options);
    return { store, ask: analyseOnce({ store, analyse, signal, lookIntervalMs: 20, ...options }) };
  };
}

test('a model that several processes are asked for at once is analysed by one', async (t) => {
  const newProcess = await createRig(t);
  let analyses = 0;
  let finish: (outcome: typeof OUTCOME) => void = () => undefined;
  const analyse: Analyse = () => {
    analyses += 1;
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
  const processes = await Promise.all([1, 2, 3].map(() => newProcess(analyse)));
  const asked = Promise.all(processes.map(({ ask }) => ask(MODEL)));
  await eventually(() => analyses > 0);
  // As long as the lease is renewed nobody else begins, however long it takes.
  const first = processes[0];
  t.is(await first?.store.claim(MODEL), null);
  finish(OUTCOME);
  t.deepEqual(await asked, [OUTCOME, OUTCOME, OUTCOME]);
  t.is(analyses, 1);
});

test('what one process could not analyse is tried by the next', async (t) => {
  const newProcess = await createRig(t);
  let fail: (error: Error) => void = () => undefined;
  const failing = await newProcess(
    () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      }),
  );
  const failed = failing.ask(MODEL);
  await eventually(async () => (await failing.store.claim(MODEL)) === null);
  const { ask } = await newProcess(() => Promise.resolve(OUTCOME));
  const waiting = ask(MODEL);
  fail(new RangeError('too large'));
  await t.throwsAsync(failed, { message: 'too large' });
  t.deepEqual(await waiting, OUTCOME);
});

test('a process that has died keeps others waiting for its lease only', async (t) => {
  const newProcess = await createRig(t);
  const leaseMs = 500;
  // Never renewed within the test, as by a process that is no more.
  const { store } = await newProcess(() => Promise.resolve(OUTCOME), { leaseMs });
  const dead = await store.claim(MODEL);
  t.not(dead, null);
  const { ask } = await newProcess(() => Promise.resolve(OUTCOME));
  t.deepEqual(await ask(MODEL), OUTCOME);
  await dead?.release();
});

test('a service that stops does not wait for others', async (t) => {
  const newProcess = await createRig(t);
  const stopping = new AbortController();
  const { signal } = stopping;
  const { store, ask } = await newProcess(() => Promise.resolve(OUTCOME), { signal });
  const claim = await store.claim(MODEL);
  const waiting = ask(MODEL);
  stopping.abort();
  await t.throwsAsync(waiting, { name: 'AbortError' });
  await claim?.release();
});
