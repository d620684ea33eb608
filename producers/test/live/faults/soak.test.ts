import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProxiedServers } from '@karat/infra/proxied-servers';
import test from 'ava';
import { createFaultRig } from '../../support/fault-rig.ts';
import { FAULTS } from '../../support/faults.ts';

/** `npm run soak` says for how long; without it there is one round, so that the soak cannot rot. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 0);
const SEED = Number(process.env['SOAK_SEED'] ?? Date.now() % 1_000_000);

const MINUTE_MS = 60_000;
const FAULTS_A_ROUND = 2;
const ORDERS_A_ROUND = 12;

test('whatever fails in whatever order, the log stays whole', async (t) => {
  // Within the time-out of the test run, which a longer one would put out of action for good.
  t.timeout((MINUTES + 4) * MINUTE_MS);
  t.log(`seed ${String(SEED)}`);
  const root = await mkdtemp(join(tmpdir(), 'karat-soak-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const servers = await startProxiedServers({ root, env: process.env });
  t.teardown(servers.stop);
  const { kafka, registry, redis } = servers;
  const rig = await createFaultRig(t, {
    services: { brokers: [kafka.url], registryUrl: registry.url, redisUrl: redis.url },
    direct: {
      brokers: [kafka.directUrl],
      registryUrl: registry.directUrl,
      redisUrl: redis.directUrl,
    },
  });
  const writers = await Promise.all([rig.startWriter('one'), rig.startWriter('two')] as const);
  const below = randomFrom(SEED);
  const names = Object.keys(FAULTS);
  const end = Date.now() + MINUTES * MINUTE_MS;
  do {
    const load = rig.load({ orders: ORDERS_A_ROUND, timeoutMs: 180_000 });
    for (let left = FAULTS_A_ROUND; left > 0; left -= 1) {
      const name = names[below(names.length)] ?? '';
      t.log(name);
      await FAULTS[name]?.({ rig, servers, writers, load, below });
    }
    await rig.prove(load);
  } while (Date.now() < end);
});

/** The same numbers for the same seed. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
