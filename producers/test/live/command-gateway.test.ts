import { randomUUID } from 'node:crypto';
import { PlatformError, toPlatformError } from '@karat/infra/errors';
import { createTelemetry } from '@karat/infra/telemetry';
import { eventually } from '@karat/infra/testing';
import type { ToldOutcome } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import { outcomeChannel, publishOutcome } from '../../src/outcome-channel.ts';
import type { SendableCommand } from '../../src/command-gateway.ts';
import { createGatewayRig, INSTANCE, type GatewayRig } from '../support/gateway-rig.ts';
import { initiation, readAll } from '../support/partition-rig.ts';
import { commandOf, createWriterRig } from '../support/writer-rig.ts';

/** Circuit settings with which a test need not wait long. */
const QUICK = { sendTimeoutMs: 500, timeoutMs: 500, circuitFailures: 3, circuitPauseMs: 1_000 };

test('a command that Kafka confirmed is in the log, also when answers before it were lost', async (t) => {
  const { log, gateway, kafkaLine } = await createGatewayRig(t);
  await gateway.send(initiation(randomUUID()));
  kafkaLine.deaf = true;
  const orderIds = Array.from({ length: 6 }, () => randomUUID());
  const sending = Promise.all(orderIds.map((orderId) => gateway.send(initiation(orderId))));
  const { commands } = log.topics;
  await eventually(async () => (await log.reader.endOf(commands, 0)) > 1n);
  kafkaLine.deaf = false;
  await sending;
  const found = await ordersIn(log);
  t.deepEqual(
    orderIds.filter((orderId) => !found.has(orderId)),
    [],
  );
});

test('with Kafka silent a sender hears within the time that it was told', async (t) => {
  const { log, gateway, kafkaLine } = await createGatewayRig(t, { timeoutMs: 500 });
  await gateway.send(initiation(randomUUID()));
  kafkaLine.deaf = true;
  const { error, elapsedMs } = await failureOf(t, gateway.execute(initiation(randomUUID())));
  kafkaLine.deaf = false;
  t.is(error.code, 'kafka-unavailable');
  t.true(elapsedMs < 2_000, String(elapsedMs));
  // The command that nobody heard of has arrived, mostly twice, for kafkajs still tries.
  await eventually(async () => (await log.reader.endOf(log.topics.commands, 0)) >= 2n);
});

test('an outcome is heard although Kafka’s answer to the sender is lost', async (t) => {
  const rig = await createGatewayRig(t, { timeoutMs: 20_000 });
  await rig.gateway.send(initiation(randomUUID()));
  rig.kafkaLine.deaf = true;
  const command = initiation(randomUUID());
  const heard = rig.gateway.execute(command);
  await tell(rig, command);
  t.is((await heard)?.commandId, command.commandId);
  rig.kafkaLine.deaf = false;
});

test('more than may be in flight is refused at once, and nothing else', async (t) => {
  const telemetry = createTelemetry('test');
  const { log, gateway, kafkaLine } = await createGatewayRig(t, {
    maxInFlight: 20,
    sendTimeoutMs: 60_000,
    telemetry,
  });
  kafkaLine.deaf = true;
  const accepted = Array.from({ length: 20 }, () => initiation(randomUUID()));
  const sending = Promise.all(accepted.map((command) => gateway.send(command)));
  const refused = await Promise.all(
    Array.from({ length: 200 }, () => failureOf(t, gateway.send(initiation(randomUUID())))),
  );
  kafkaLine.deaf = false;
  await sending;
  t.true(refused.every(({ error }) => error.code === 'over-capacity' && error.retryable));
  t.true(refused.every(({ error }) => error.context['retryAfterMs'] === 1_000));
  t.true(Math.max(...refused.map(({ elapsedMs }) => elapsedMs)) < 1_000);
  const orderIds = accepted.map(({ orderId }) => orderId);
  t.deepEqual(await ordersIn(log), new Set(orderIds));
  const metrics = await telemetry.registry.metrics();
  t.regex(metrics, /karat_gateway_refused_total\{reason="in-flight",service="test"\} 200/);
  t.regex(metrics, /karat_gateway_in_flight\{service="test"\} 0/);
  await t.notThrowsAsync(gateway.send(initiation(randomUUID())));
});

test('of a flood everything that was let in is decided, and the rest hears so at once', async (t) => {
  const { gateway, startWriter, readReceipts } = await createWriterRig(t, {
    gateway: { maxInFlight: 25 },
  });
  await startWriter('writer');
  const commands = Array.from({ length: 500 }, () => initiation(randomUUID()));
  const startedAt = performance.now();
  const refusedAfterMs: number[] = [];
  const outcomes = await Promise.all(
    commands.map((command) =>
      gateway.execute(command).catch((error: unknown) => {
        t.is(toPlatformError(error).code, 'over-capacity');
        refusedAfterMs.push(performance.now() - startedAt);
        return null;
      }),
    ),
  );
  const decided = outcomes.filter((outcome) => outcome !== null);
  t.is(decided.length, 25);
  t.is(refusedAfterMs.length, 475);
  t.true(Math.max(...refusedAfterMs) < 2_000, String(Math.max(...refusedAfterMs)));
  const receipts = await readReceipts(25);
  t.deepEqual(
    receipts.map(({ commandId }) => commandId).sort(),
    decided.map(({ commandId }) => commandId).sort(),
  );
});

test('with Kafka gone the circuit opens and refuses at once; it closes when Kafka is back', async (t) => {
  const telemetry = createTelemetry('test');
  const { gateway, kafkaLine, log } = await createGatewayRig(t, { ...QUICK, telemetry });
  await gateway.send(initiation(randomUUID()));
  kafkaLine.cut();
  for (let failures = 0; failures < 3; failures += 1) {
    const { error, elapsedMs } = await failureOf(t, gateway.execute(initiation(randomUUID())));
    t.is(error.code, 'kafka-unavailable');
    t.true(elapsedMs < 2_000, String(elapsedMs));
  }
  const { error, elapsedMs } = await failureOf(t, gateway.execute(initiation(randomUUID())));
  t.is(error.code, 'over-capacity');
  t.true(elapsedMs < 400, String(elapsedMs));
  t.is(gateway.trouble(), 'Kafka did not confirm the last 3 commands');
  t.regex(await telemetry.registry.metrics(), /karat_gateway_circuit_state\{service="test"\} 2/);

  kafkaLine.restore();
  const command = initiation(randomUUID());
  await eventually(() => gateway.send(command).then(() => true));
  t.is(gateway.trouble(), null);
  t.regex(await telemetry.registry.metrics(), /karat_gateway_circuit_state\{service="test"\} 0/);
  t.true((await ordersIn(log)).has(command.orderId));
});

test('while one command is tried the others are refused instead of waiting behind it', async (t) => {
  const options = { ...QUICK, sendTimeoutMs: 2_000, circuitPauseMs: 200 };
  const { gateway, kafkaLine } = await createGatewayRig(t, options);
  await gateway.send(initiation(randomUUID()));
  kafkaLine.swallow();
  await Promise.all([1, 2, 3].map(() => failureOf(t, gateway.send(initiation(randomUUID())))));
  await eventually(() => gateway.trouble() === null);
  const tried = failureOf(t, gateway.send(initiation(randomUUID())));
  const other = await failureOf(t, gateway.send(initiation(randomUUID())));
  t.is(other.error.code, 'over-capacity');
  t.true(other.elapsedMs < 1_000, String(other.elapsedMs));
  t.is((await tried).error.code, 'kafka-unavailable');
  kafkaLine.restore();
});

test('a command that Kafka refuses for itself is no sign that Kafka is away', async (t) => {
  const { gateway } = await createGatewayRig(t, { ...QUICK, sendTimeoutMs: 10_000 });
  const customer = Buffer.alloc(1_200_000);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const { error } = await failureOf(t, gateway.send(initiationBy(customer)));
    t.like(error, { code: 'invalid-argument', retryable: false });
  }
  await t.notThrowsAsync(gateway.send(initiation(randomUUID())));
});

test('with Redis gone a command is sent without waiting; back again, outcomes are heard', async (t) => {
  const rig = await createGatewayRig(t, { timeoutMs: 2_000 });
  rig.redisLine.cut();
  const command = initiation(randomUUID());
  // The first one may meet a connection that does not know yet that it is closed.
  await eventually(async () => {
    const startedAt = performance.now();
    t.is(await rig.gateway.execute({ ...command, commandId: randomUUID() }), null);
    return performance.now() - startedAt < 1_000;
  });
  t.true((await ordersIn(rig.log)).has(command.orderId));
  rig.redisLine.restore();
  await eventually(async () => {
    const heard = rig.gateway.execute(command);
    await tell(rig, command);
    return (await heard) !== null;
  });
  t.pass();
});

function initiationBy(customer: Buffer): SendableCommand {
  const orderId = randomUUID();
  const data = { sellerId: 'jewels', sellerOrderRef: null, customerId: null, customer, items: [] };
  const command = { type: 'InitiateOrder', data } as const;
  return commandOf(orderId, orderId, { command, role: 'storefront' });
}

async function failureOf(t: ExecutionContext, promise: Promise<unknown>) {
  const startedAt = performance.now();
  const thrown = await t.throwsAsync(promise, { instanceOf: PlatformError });
  return { error: toPlatformError(thrown), elapsedMs: performance.now() - startedAt };
}

async function ordersIn({ reader, topics }: GatewayRig['log']): Promise<Set<string>> {
  const written = await readAll(reader, topics.commands);
  return new Set(written.map(({ key }) => key?.toString('utf8') ?? ''));
}

/** Tells the gateway what became of a command, as the writer would. */
async function tell({ redis, log }: GatewayRig, command: SendableCommand): Promise<void> {
  const { commandId, orderId, bodyHash, actor, correlationId, traceparent } = command;
  const receipt = {
    commandType: command.command.type,
    outcome: 'ACCEPTED',
    repeated: false,
    commandOffset: 0,
    version: 1,
    status: 'INITIATED',
    eventIds: [],
    decidedAt: 0,
    refusal: null,
  } as const;
  const outcome: ToldOutcome = {
    commandId,
    orderId,
    bodyHash,
    actor,
    correlationId,
    traceparent,
    position: '0.1.0a1b2c3d',
    receipt,
  };
  await publishOutcome(redis, outcomeChannel(log.environment, INSTANCE), outcome);
}
