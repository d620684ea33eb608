import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import { partitionOf, type CommandEnvelope, type TopicNames } from '@karat/schemas';
import { encodeCommand, type Codec } from '@karat/schemas/codec';
import type { Kafka, Message, Producer } from 'kafkajs';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { createSendingCircuit } from './sending-circuit.ts';

/** What sending commands to the log needs. */
export interface CommandSenderOptions {
  readonly kafka: Kafka;
  readonly codec: Codec;
  readonly topics: TopicNames;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Commands not confirmed one after the other that open the circuit, at least 1. Default: 5. */
  readonly circuitFailures?: number;
  /** Pause of an open circuit until a command is tried again, ms. Default: 2,000. */
  readonly circuitPauseMs?: number;
}

/** Writes commands to the log. */
export interface CommandSender {
  /**
   * Resolves when the log has the command, waiting at most `timeoutMs`.
   * @throws `kafka-unavailable`, retryable: whether the log has it is unknown. `over-capacity`,
   * retryable: the circuit is open, so it was not sent. `invalid-argument`: Kafka refuses it.
   */
  readonly send: (command: CommandEnvelope, timeoutMs: number) => Promise<void>;
  /** Why commands are refused at this moment; null while they are sent. */
  readonly trouble: () => string | null;
  /** Waits at most `timeoutMs` for what is still tried, and ends. */
  readonly close: (timeoutMs: number) => Promise<void>;
}

const DEFAULT_CIRCUIT_FAILURES = 5;
const DEFAULT_CIRCUIT_PAUSE_MS = 2_000;

/** Connects a producer for commands. @throws `kafka-unavailable`, retryable. */
export async function createCommandSender(
  options: CommandSenderOptions,
  metrics: GatewayMetrics,
): Promise<CommandSender> {
  const { kafka, codec, topics, partitions } = options;
  // Not idempotent on purpose. When an answer is lost, kafkajs gives the number of that record to
  // the next one that waits, the broker takes the next one for a repetition, and confirms what it
  // never wrote. A repetition written twice is harmless: the order remembers its commands.
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  const line: Line = { producer, topic: topics.commands, sending: new Set() };
  const circuit = createSendingCircuit({
    failures: options.circuitFailures ?? DEFAULT_CIRCUIT_FAILURES,
    pauseMs: options.circuitPauseMs ?? DEFAULT_CIRCUIT_PAUSE_MS,
    isOutage: (error) => !isFaultOfCommand(error),
    metrics,
  });
  await producer.connect();
  return {
    send: async (command, timeoutMs) => {
      const { key, value, headers } = encodeCommand(codec, command);
      const partition = partitionOf(command.orderId, partitions);
      const message = { key, value, headers: { ...headers }, partition };
      const startedAt = performance.now();
      try {
        await circuit.run(() => within(timeoutMs, produce(line, message)));
      } catch (error) {
        throw toSendingError(error, command);
      }
      metrics.acknowledged(performance.now() - startedAt);
    },
    trouble: circuit.trouble,
    close: async (timeoutMs) => {
      // A send that is still tried connects a producer again that has been disconnected.
      const tried = Promise.allSettled(line.sending);
      await within(timeoutMs, tried).catch(() => undefined);
      await producer.disconnect();
      // Of one that outlasts the wait nothing is left open either, when kafkajs has given it up.
      tried.then(() => producer.disconnect()).catch(() => undefined);
    },
  };
}

interface Line {
  readonly producer: Producer;
  readonly topic: string;
  /** What kafkajs is still trying, also when nobody waits for it any more. */
  readonly sending: Set<Promise<unknown>>;
}

async function produce({ producer, topic, sending }: Line, message: Message): Promise<void> {
  const sent = producer.send({ topic, acks: -1, messages: [message] });
  sending.add(sent);
  const forget = () => sending.delete(sent);
  sent.then(forget, forget);
  await sent;
}

/** kafkajs goes on trying for minutes, but somebody waits; the command may still arrive later. */
async function within(timeoutMs: number, sending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new PlatformError('timeout', `No confirmation within ${String(timeoutMs)} ms`));
    }, timeoutMs);
  });
  try {
    await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}

function toSendingError(cause: unknown, { commandId, orderId }: CommandEnvelope): PlatformError {
  const context = { commandId, orderId };
  if (cause instanceof PlatformError && cause.code === 'over-capacity') return cause;
  if (isFaultOfCommand(cause)) {
    const message = 'Expected a command that Kafka takes, got one that it refuses';
    return new PlatformError('invalid-argument', message, { cause, context });
  }
  const message = 'Expected Kafka to take the command, got no confirmation';
  return new PlatformError('kafka-unavailable', message, { cause, retryable: true, context });
}

/** What the broker has against one record; it is well, and the same record fails for ever. */
const REFUSED_RECORDS: ReadonlySet<unknown> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
]);

function isFaultOfCommand(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // kafkajs wraps what it does not try again, and leaves the broker's word in the cause.
  const type: unknown = 'type' in error ? error.type : undefined;
  return REFUSED_RECORDS.has(type) || isFaultOfCommand(error.cause);
}
