import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { TestLog } from '@karat/infra/test-log';
import { eventually } from '@karat/infra/testing';
import type { Outcome, RawRecord, ReadEvent } from '@karat/schemas';
import { decodeEvents, decodeReceipts, type Codec, type ReadReceipt } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import type { Load } from './order-load.ts';

/** Where `karat check` reads the log. */
export interface CheckedServers {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
}

/**
 * Waits until every command is decided and proves that the log is whole: what `karat check` looks
 * for, and that what callers heard is what stands in the receipts.
 */
export async function proveWhole(
  t: ExecutionContext,
  {
    log,
    servers,
    load,
  }: { readonly log: TestLog; readonly servers: CheckedServers; readonly load: Load },
): Promise<void> {
  const commands = await readAll(log, log.topics.commands, (_codec, batch) =>
    Promise.resolve(batch),
  );
  const receipts = await eventually(
    async () => {
      const all = await readAll(log, log.topics.receipts, decodeReceipts);
      return all.length >= commands.length && all;
    },
    { timeoutMs: 90_000, intervalMs: 250 },
  );
  const events = await readAll(log, log.topics.events, decodeEvents);
  t.deepEqual(faultsIn(commands, receipts, events), []);
  t.deepEqual(unansweredIn(load, receipts), []);
  await checkAsPeopleDo(t, log, servers);
}

/** The rules, read off the records themselves; `karat check` has more and says more about each. */
function faultsIn(
  commands: readonly RawRecord[],
  receipts: readonly ReadReceipt[],
  events: readonly ReadEvent[],
): readonly string[] {
  const faults: string[] = [];
  const answers = new Map<string, number>();
  const firsts = new Map<string, number>();
  for (const { partition, commandId, receipt } of receipts) {
    const at = `${String(partition)}:${String(receipt.commandOffset)}`;
    answers.set(at, (answers.get(at) ?? 0) + 1);
    if (!receipt.repeated) firsts.set(commandId, (firsts.get(commandId) ?? 0) + 1);
  }
  for (const { partition, offset } of commands) {
    const count = answers.get(`${String(partition)}:${offset}`) ?? 0;
    if (count !== 1)
      faults.push(`${String(count)} receipts of command ${String(partition)}:${offset}`);
  }
  for (const [commandId, count] of firsts) {
    if (count !== 1) faults.push(`${commandId} was decided ${String(count)} times`);
  }
  return [...faults, ...faultsInOrders(events), ...faultsInEvents(receipts, events)];
}

function faultsInOrders(events: readonly ReadEvent[]): readonly string[] {
  const faults: string[] = [];
  const orders = new Map<string, { version: number; claimedBy: string | null }>();
  for (const { orderId, version, event } of events) {
    const order = orders.get(orderId) ?? { version: 0, claimedBy: null };
    if (version !== order.version + 1) {
      faults.push(`${orderId} has version ${String(version)} behind ${String(order.version)}`);
    }
    let { claimedBy } = order;
    if (event.type === 'OrderClaimed') {
      if (claimedBy !== null) faults.push(`${orderId} is claimed twice`);
      claimedBy = event.data.operatorId;
    }
    if (event.type === 'OrderReleased') claimedBy = null;
    orders.set(orderId, { version, claimedBy });
  }
  return faults;
}

function faultsInEvents(
  receipts: readonly ReadReceipt[],
  events: readonly ReadEvent[],
): readonly string[] {
  const told = receipts.filter(({ receipt }) => !receipt.repeated);
  const expected = told.flatMap(({ receipt }) => receipt.eventIds).sort();
  const written = events.map(({ eventId }) => eventId).sort();
  return expected.join() === written.join()
    ? []
    : [`${String(expected.length)} events in receipts, ${String(written.length)} in the log`];
}

/** Every command that was sent has its first answer, and every answer heard is one of the log. */
function unansweredIn({ sent, heard }: Load, receipts: readonly ReadReceipt[]): readonly string[] {
  const first = new Set(
    receipts.filter(({ receipt }) => !receipt.repeated).map(({ commandId }) => commandId),
  );
  const keyOf = ({ commandId, receipt }: Outcome) =>
    `${commandId}/${String(receipt.commandOffset)}`;
  const stored = new Map(receipts.map((outcome) => [keyOf(outcome), outcome.receipt]));
  return [
    ...[...sent].filter((id) => !first.has(id)).map((id) => `${id} was never decided`),
    ...heard
      .filter((outcome) => !isDeepStrictEqual(outcome.receipt, stored.get(keyOf(outcome))))
      .map(({ commandId }) => `the outcome heard of ${commandId} is not the one in its receipt`),
  ];
}

async function readAll<T>(
  { reader, codec }: TestLog,
  topic: string,
  decode: (codec: Codec, batch: readonly RawRecord[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of reader.readTopic(topic)) all.push(...(await decode(codec, batch)));
  return all;
}

const KARAT = fileURLToPath(
  new URL('../../../../consumers/dist/src/bin/karat.js', import.meta.url),
);

/** The checker is a program of its own, and is run as one. */
async function checkAsPeopleDo(
  t: ExecutionContext,
  { environment }: TestLog,
  { brokers, registryUrl }: CheckedServers,
): Promise<void> {
  const env = {
    PATH: process.env['PATH'],
    KARAT_ENV: environment,
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
  };
  const args = ['--enable-source-maps', KARAT, 'check', '--json', '--settled'];
  const printed = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env, timeout: 60_000 }, (_error, stdout, stderr) => {
      resolve(stdout === '' ? stderr : stdout);
    });
  });
  const { isSound, findings, undecided } = JSON.parse(printed) as Readonly<Record<string, unknown>>;
  t.deepEqual({ isSound, findings, undecided }, { isSound: true, findings: [], undecided: 0 });
}
