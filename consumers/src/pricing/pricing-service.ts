import { isRetryable } from '@karat/infra/errors';
import { retry } from '@karat/infra/retry';
import type { Logger } from '@karat/infra/logger';
import { traceIdOf } from '@karat/infra/trace';
import type { CommandGateway } from '@karat/producers/gateway';
import { formatActor, type OrderSubmitted, type ReadEvent } from '@karat/schemas';
import { answerTo, PRICING } from './answer-to.ts';
import { createBounded } from './bounded.ts';
import { throwFailures, type RecordFailure } from '../subscription.ts';
import type { PricingCommand } from './price-submission.ts';
import type { PricingMetrics } from './pricing-metrics.ts';

/** What the pricing service needs. */
export interface PricingServiceOptions {
  /** Answers a submission; what it throws for good parks the order. `submittedAt` is in epoch milliseconds. */
  readonly price: (submission: OrderSubmitted, submittedAt: number) => Promise<PricingCommand>;
  readonly send: CommandGateway['send'];
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Submissions priced at once, at least 1. */
  readonly submissionsInFlight: number;
  readonly metrics: PricingMetrics;
  readonly logger: Logger;
  /** Ends the waiting for a Kafka that is away. */
  readonly signal: AbortSignal;
}

/** Prices what is submitted. */
export interface PricingService {
  /**
   * Resolves when Kafka has an answer to every submission among the events, and not before: the
   * position may move on only then. Orders are answered in any order, for none waits for another.
   * @throws OrdersFailed with the submissions that no answer can be found to, however often it is
   * tried; the others are answered.
   * @throws `aborted` when the service stops first; what was sent already is then sent again later
   * and recognised as a repetition.
   */
  readonly handle: (events: readonly ReadEvent[]) => Promise<void>;
}

/** Makes the service; it holds nothing that has to be closed. */
export function createPricingService(options: PricingServiceOptions): PricingService {
  const { metrics, submissionsInFlight } = options;
  const bounded = createBounded(submissionsInFlight);
  let running = 0;
  const count = (change: number): void => {
    running += change;
    metrics.inFlight(running);
  };
  return {
    handle: async (events) => {
      const failures = await Promise.all(
        events.flatMap((envelope) => {
          const { event } = envelope;
          if (event.type !== 'OrderSubmitted') return [];
          return bounded(async () => {
            count(1);
            try {
              return await answer(envelope, event.data, options);
            } finally {
              count(-1);
            }
          });
        }),
      );
      throwFailures(failures.filter((failure) => failure !== null));
    },
  };
}

async function answer(
  envelope: ReadEvent,
  submission: OrderSubmitted,
  options: PricingServiceOptions,
): Promise<RecordFailure | null> {
  const { send, clock, metrics, signal } = options;
  const logger = options.logger.child({
    traceId: traceIdOf(envelope.traceparent),
    orderId: envelope.orderId,
    actor: formatActor(PRICING),
    submissionNo: submission.submissionNo,
  });
  const startedAt = performance.now();
  const command = await priced(envelope, submission, options);
  if ('reason' in command) return command;
  const sendable = answerTo(envelope, command, clock());
  await retry(() => send(sendable), {
    attempts: Infinity,
    signal,
    onRetry: ({ error, attempt }) => {
      logger.warn({ attempt, error }, 'answer not sent yet');
    },
  });
  const elapsedMs = performance.now() - startedAt;
  const { type, data } = command;
  if (type === 'RecordPrice') {
    metrics.priced();
    logger.info({ totalMinor: data.totalMinor, currency: data.currency, elapsedMs }, 'priced');
  } else {
    const codes = data.reasons.map(({ code }) => code);
    metrics.refused(codes);
    logger.info({ codes, elapsedMs }, 'not priced');
  }
  return null;
}

/** Every reason against a price is an answer, so what is thrown is a fault that stays. */
async function priced(
  { offset, occurredAt }: ReadEvent,
  submission: OrderSubmitted,
  { price, signal }: PricingServiceOptions,
): Promise<PricingCommand | RecordFailure> {
  try {
    return await price(submission, occurredAt);
  } catch (cause) {
    if (isRetryable(cause) || signal.aborted) throw cause;
    return { offset, reason: 'effect-failed', cause };
  }
}
