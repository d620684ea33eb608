import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { openJobStore, type Job } from '../../src/job-store.ts';
import { createLogger } from '../../src/logger.ts';
import { connectMongo } from '../../src/mongo.ts';
import { mongoUrlFor, testServers } from '../../src/testing.ts';

async function createRig(t: ExecutionContext) {
  const { mongoUrl } = testServers(process.env);
  const url = mongoUrlFor(mongoUrl, `t${randomUUID().slice(0, 8)}_own_operations`);
  const logger = createLogger({ service: 'test', level: 'error' });
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  const jobs = await openJobStore(db);
  /** As if so much time had passed that whoever has a job has died. */
  const endLeases = () =>
    db.collection<Job>('jobs').updateMany({}, { $set: { leaseUntil: new Date(0) } });
  return { jobs, endLeases };
}

function jobOf(_id: string, kind = 'tariff.add', askedAt = new Date(1_000)) {
  const asked = { requestHash: _id, by: 'administrator:ada', askedAt, traceparent: '' };
  return { _id, kind, request: JSON.stringify({ $set: _id }), ...asked };
}

test('a job that is asked for twice is one, and the first request stands', async (t) => {
  const { jobs } = await createRig(t);
  t.true((await jobs.ask(jobOf('a'))).isNew);
  const { job, isNew } = await jobs.ask({ ...jobOf('a'), requestHash: 'other' });
  t.false(isNew);
  t.is(job.requestHash, 'a');
  t.is(await jobs.find('b'), null);
});

test('of many who look, one takes a job; each kind goes to those who can do it', async (t) => {
  const { jobs } = await createRig(t);
  await jobs.ask(jobOf('later', 'tariff.add', new Date(2_000)));
  await jobs.ask(jobOf('first'));
  await jobs.ask(jobOf('other', 'rebuild'));
  const taken = await Promise.all(Array.from({ length: 16 }, () => jobs.take(['tariff.add'])));
  const ids = taken.flatMap((one) => (one === null ? [] : [one.job._id]));
  t.deepEqual(ids.sort(), ['first', 'later']);
  t.is((await jobs.take(['rebuild', 'tariff.add']))?.job._id, 'other');
  t.is(await jobs.take(['rebuild']), null);
});

test('the oldest is taken first, and what is done is never taken again', async (t) => {
  const { jobs, endLeases } = await createRig(t);
  await jobs.ask(jobOf('later', 'tariff.add', new Date(2_000)));
  await jobs.ask(jobOf('first'));
  const taken = await jobs.take(['tariff.add']);
  t.is(taken?.job._id, 'first');
  await taken?.done({ ok: true, result: { $literal: 1 } });
  await endLeases();
  const stored = await jobs.find('first');
  t.deepEqual(JSON.parse(stored?.answer ?? ''), { ok: true, result: { $literal: 1 } });
  t.true((stored?.doneAt?.getTime() ?? 0) > 0);
  t.is((await jobs.take(['tariff.add']))?.job._id, 'later');
});

test('the job of a process that has died is taken over, and its late word does not count', async (t) => {
  const { jobs, endLeases } = await createRig(t);
  await jobs.ask(jobOf('a'));
  const dead = await jobs.take(['tariff.add']);
  t.is(await jobs.take(['tariff.add']), null);
  await endLeases();
  const next = await jobs.take(['tariff.add']);
  t.is(next?.job.attempts, 2);
  await dead?.done('late');
  t.is((await jobs.find('a'))?.doneAt, null);
  await next?.done('right');
  await dead?.done('later');
  t.is((await jobs.find('a'))?.answer, '"right"');
});

test('a job that is given back is taken again, not before its time', async (t) => {
  const { jobs } = await createRig(t);
  await jobs.ask(jobOf('a'));
  const taken = await jobs.take(['tariff.add']);
  await taken?.giveBack(60_000);
  t.is(await jobs.take(['tariff.add']), null);
  await taken?.giveBack(0);
  t.is((await jobs.take(['tariff.add']))?.job.attempts, 2);
});
