import test from 'ava';
import type { ExecutionContext } from 'ava';
import { createLogIdentity, readLogIdentity } from '../../src/log-identity.ts';
import type { LogIdentityPlace } from '../../src/log-identity.ts';
import { uniqueEnv } from '../../src/testing.ts';
import { connectKafka, deleteLater, newReader, newTopic } from '../support/live.ts';

test('a log gets one identity, and a second deploy finds the same', async (t) => {
  const { place } = await newPlace(t);
  const first = await createLogIdentity(place, 12);
  const second = await createLogIdentity(place, 12);
  t.deepEqual(second, first);
  t.deepEqual(await readLogIdentity(place, []), first);
  t.regex(first.incarnation, /^[0-9a-f-]{36}$/);
});

test('two deploys at the same time agree on one identity', async (t) => {
  const { place } = await newPlace(t);
  const identities = await Promise.all([createLogIdentity(place, 3), createLogIdentity(place, 3)]);
  t.deepEqual(identities[0], identities[1]);
});

test('a service does not start on a log without identity', async (t) => {
  const place = { reader: newReader(t), topic: `${uniqueEnv()}.log-identity.v1` };
  const error = await t.throwsAsync(readLogIdentity(place, []));
  t.like(error, { code: 'log-identity-missing' });
});

test('a service does not start when a topic has another number of partitions', async (t) => {
  const { place, admin } = await newPlace(t);
  await createLogIdentity(place, 3);
  const right = await newTopic(t, admin, 3);
  const wrong = await newTopic(t, admin, 4);
  await t.notThrowsAsync(readLogIdentity(place, [right]));
  const error = await t.throwsAsync(readLogIdentity(place, [right, wrong]));
  t.like(error, {
    code: 'log-identity-mismatch',
    message: `Expected ${wrong} to have 3 partitions, got 4`,
  });
});

test('a deploy with another number of partitions is refused', async (t) => {
  const { place } = await newPlace(t);
  await createLogIdentity(place, 12);
  const error = await t.throwsAsync(createLogIdentity(place, 24));
  t.like(error, { code: 'log-identity-mismatch' });
});

async function newPlace(t: ExecutionContext) {
  const { kafka, admin } = await connectKafka(t);
  const topic = `${uniqueEnv()}.log-identity.v1`;
  deleteLater(t, admin, topic);
  const place: LogIdentityPlace = { kafka, reader: newReader(t), topic };
  return { place, admin };
}
