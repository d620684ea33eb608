import test from 'ava';
import { PlatformError } from '@karat/infra/errors';
import { createLogger } from '@karat/infra/logger';
import { createTelemetry } from '@karat/infra/telemetry';
import type { SendableCommand } from '@karat/producers/gateway';
import { derivedCommandId, type OrderEvent, type ReadEvent } from '@karat/schemas';
import type { PricingCommand } from '../../src/pricing/price-submission.ts';
import { OrdersFailed } from '../../src/subscription.ts';
import { createPricingMetrics } from '../../src/pricing/pricing-metrics.ts';
import { createPricingService, type PricingService } from '../../src/pricing/pricing-service.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

const REJECTED: PricingCommand = {
  type: 'RejectModel',
  data: {
    submissionNo: 1,
    reasons: [{ itemId: 'i1', code: 'truncated', detail: 'cut', retriable: false }],
  },
};

function read(orderNo: number, event: OrderEvent): ReadEvent {
  return {
    eventId: `event-${String(orderNo)}`,
    orderId: `order-${String(orderNo)}`,
    version: 2,
    occurredAt: 1_000,
    actor: { role: 'seller', id: 's1' },
    event,
    commandId: 'c1',
    bodyHash: '',
    commandOffset: '1',
    correlationId: 'correlation',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    writerEpoch: 1,
    part: 0,
    partition: 0,
    offset: String(orderNo),
  };
}

function submitted(orderNo: number): ReadEvent {
  const data = { submissionNo: 1, rush: false, dueAt: 1, policyVersion: 'p', items: [] };
  return read(orderNo, { type: 'OrderSubmitted', data });
}

interface Given {
  readonly send: (command: SendableCommand) => Promise<void>;
  readonly price?: () => Promise<PricingCommand>;
  readonly signal?: AbortSignal;
}

function service({ send, price, signal }: Given): PricingService {
  return createPricingService({
    price: price ?? (() => Promise.resolve(REJECTED)),
    send,
    clock: () => 2_000,
    submissionsInFlight: 4,
    metrics: createPricingMetrics(createTelemetry('test')),
    logger,
    signal: signal ?? new AbortController().signal,
  });
}

test('a submission is answered in the name of pricing, caused by its event', async (t) => {
  const sent: SendableCommand[] = [];
  const send = (command: SendableCommand) => Promise.resolve(void sent.push(command));
  await service({ send }).handle([read(1, { type: 'OrderClosed', data: {} }), submitted(7)]);
  t.is(sent.length, 1);
  t.like(sent[0], {
    commandId: derivedCommandId('event-7', 'RejectModel', 0),
    orderId: 'order-7',
    actor: { role: 'pricing', id: 'pricing' },
    command: REJECTED,
    expectedVersion: null,
    correlationId: 'correlation',
    causationId: 'event-7',
    sentAt: 2_000,
  });
  t.regex(sent[0]?.traceparent ?? '', /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)/);
});

test('an event handled twice gives the same command twice', async (t) => {
  const sent: SendableCommand[] = [];
  const { handle } = service({ send: (command) => Promise.resolve(void sent.push(command)) });
  await handle([submitted(1)]);
  await handle([submitted(1)]);
  t.deepEqual([sent[0]?.commandId, sent[0]?.bodyHash], [sent[1]?.commandId, sent[1]?.bodyHash]);
});

test('several submissions are priced at once, but not all of them', async (t) => {
  let running = 0;
  let most = 0;
  const price = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return REJECTED;
  };
  const { handle } = service({ send: () => Promise.resolve(), price });
  await handle(Array.from({ length: 20 }, (_, i) => submitted(i)));
  t.is(most, 4);
});

test('events count as handled only when Kafka has every answer', async (t) => {
  let attempts = 0;
  const send = () => {
    attempts += 1;
    return attempts < 3
      ? Promise.reject(new PlatformError('kafka-unavailable', 'away', { retryable: true }))
      : Promise.resolve();
  };
  await service({ send }).handle([submitted(1)]);
  t.is(attempts, 3);
});

test('a stop ends the waiting for Kafka and leaves the events unhandled', async (t) => {
  const stopping = new AbortController();
  const send = () => {
    stopping.abort();
    return Promise.reject(new PlatformError('kafka-unavailable', 'away', { retryable: true }));
  };
  const handling = service({ send, signal: stopping.signal }).handle([submitted(1)]);
  await t.throwsAsync(handling, { code: 'aborted' });
});

test('a submission that no answer can be found to fails alone, and trouble that passes does not', async (t) => {
  const sent: string[] = [];
  const send = ({ orderId }: SendableCommand) => Promise.resolve(void sent.push(orderId));
  let count = 0;
  const price = () => {
    count += 1;
    return count === 2 ? Promise.reject(new TypeError('a fault')) : Promise.resolve(REJECTED);
  };
  const handling = service({ send, price }).handle([submitted(1), submitted(2), submitted(3)]);
  const error = await t.throwsAsync(handling, { instanceOf: OrdersFailed });
  t.like(error.failures, { 0: { offset: '2', reason: 'effect-failed' }, length: 1 });
  t.deepEqual(sent.toSorted(), ['order-1', 'order-3']);
  const away = new PlatformError('timeout', 'away', { retryable: true });
  const failing = service({ send, price: () => Promise.reject(away) }).handle([submitted(4)]);
  t.is(await t.throwsAsync(failing), away);
});
