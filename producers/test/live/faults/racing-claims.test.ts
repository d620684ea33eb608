import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testServers } from '@karat/infra/testing';
import test from 'ava';
import { createFaultRig, type FaultRig } from '../../support/fault-rig.ts';
import { STEPS_UNTIL_APPROVAL } from '../../support/order-load.ts';
import type { Claim } from '../fixtures/claimants.ts';

const CLAIMANTS = fileURLToPath(new URL('../fixtures/claimants.js', import.meta.url));

const ORDERS = 100;
const OPERATORS = ['ada', 'ben', 'cem', 'dua', 'eva', 'fay', 'gil', 'hui', 'ida', 'jan'];
const PROCESSES = 5;

test('of 1,000 claims on 100 orders exactly 100 win, and the others are told who did', async (t) => {
  t.timeout(180_000);
  const rig = await createFaultRig(t);
  await Promise.all([rig.startWriter('one'), rig.startWriter('two')]);
  const load = rig.load({ orders: ORDERS, steps: STEPS_UNTIL_APPROVAL });
  await load.done;
  const shares = Array.from({ length: PROCESSES }, (_, share) =>
    OPERATORS.filter((_operator, index) => index % PROCESSES === share),
  );
  const claims = (
    await Promise.all(shares.map((operators) => runClaimants(rig, load.orderIds, operators)))
  ).flat();

  t.is(claims.length, ORDERS * OPERATORS.length);
  const winners = new Map(
    claims
      .filter(({ outcome }) => outcome.receipt.outcome === 'ACCEPTED')
      .map(({ orderId, operatorId }) => [orderId, operatorId]),
  );
  const won = claims.filter(({ outcome }) => outcome.receipt.outcome === 'ACCEPTED');
  t.is(won.length, ORDERS);
  t.is(winners.size, ORDERS);
  const lost = claims.filter(({ outcome }) => outcome.receipt.refusal !== null);
  t.is(lost.length, ORDERS * (OPERATORS.length - 1));
  t.deepEqual(
    lost.filter(({ outcome: { receipt }, orderId }) => {
      const { reason, claimedBy } = receipt.refusal ?? {};
      return reason !== 'already-claimed' || claimedBy !== winners.get(orderId);
    }),
    [],
  );
  const heard = claims.map(({ outcome }) => outcome);
  for (const { commandId } of heard) load.sent.add(commandId);
  load.heard.push(...heard);
  await rig.prove(load);
});

/** Claims every order for each of these operators, from a process of their own. */
async function runClaimants(
  { log, folder }: FaultRig,
  orderIds: readonly string[],
  operators: readonly string[],
): Promise<readonly Claim[]> {
  const { brokers, registryUrl, redisUrl } = testServers(process.env);
  const file = join(folder, `claims-${operators.join('-')}.json`);
  const env = {
    PATH: process.env['PATH'],
    KARAT_ENV: log.environment,
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    REDIS_URL: redisUrl,
  };
  await writeFile(file, JSON.stringify({ orderIds, operators }));
  const options = { env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [CLAIMANTS, file], options);
  return JSON.parse(stdout) as readonly Claim[];
}
