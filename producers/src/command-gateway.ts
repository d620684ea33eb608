import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { Redis } from '@karat/infra/redis';
import { partitionOf, type CommandEnvelope, type Outcome, type TopicNames } from '@karat/schemas';
import { encodeCommand, type Codec } from '@karat/schemas/codec';
import type { Kafka, Producer } from 'kafkajs';
import { createOutcomeListener } from './outcome-listener.ts';

export { bodyHashOf } from './body-hash.ts';

/** A command as its sender makes it; the gateway adds where the outcome is to go. */
export type SendableCommand = Omit<CommandEnvelope, 'replyTo'>;

/** Sends commands to the log and hears what became of them. */
export interface CommandGateway {
  /**
   * Resolves when the log has the command; sending it again is harmless.
   * @throws `kafka-unavailable`, retryable.
   */
  readonly send: (command: SendableCommand) => Promise<void>;
  /**
   * Sends the command and waits for its outcome, at most `timeoutMs`; null when it is still
   * undecided then, which loses nothing: the log has it.
   * @throws `kafka-unavailable`, retryable; whether the log has the command is then unknown.
   */
  readonly execute: (command: SendableCommand) => Promise<Outcome | null>;
  readonly close: () => Promise<void>;
}

/** What a gateway needs. */
export interface CommandGatewayOptions {
  readonly kafka: Kafka;
  /** A connection of its own: it subscribes. */
  readonly redis: Redis;
  readonly codec: Codec;
  /** Prefix of the installation. */
  readonly environment: string;
  readonly topics: TopicNames;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Name of this process, different for each; outcomes are sent to it. */
  readonly instance: string;
  /** Longest wait for an outcome, milliseconds. Default: 2,000. */
  readonly timeoutMs?: number;
  /** Longest wait for Kafka to take a command, milliseconds. Default: 10,000. */
  readonly sendTimeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 2_000;
const DEFAULT_SEND_TIMEOUT_MS = 10_000;

/** Connects a gateway. @throws `kafka-unavailable`, retryable. */
export async function createCommandGateway(
  options: CommandGatewayOptions,
): Promise<CommandGateway> {
  const { kafka, redis, instance, environment, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { sendTimeoutMs = DEFAULT_SEND_TIMEOUT_MS } = options;
  // Not idempotent on purpose. When an answer is lost, kafkajs gives the number of that record to
  // the next one that waits, the broker takes the next one for a repetition, and confirms what it
  // never wrote. A repetition written twice is harmless: the order remembers its commands.
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  const sending = new Set<Promise<unknown>>();
  const [outcomes] = await Promise.all([
    createOutcomeListener({ redis, environment, instance }),
    producer.connect(),
  ]);
  return {
    send: (command) => produce({ producer, sending }, options, { ...command, replyTo: null }),
    execute: async (command) => {
      // Waiting begins before sending: the outcome may be faster than the broker's answer.
      const wait = outcomes.wait(command.commandId, timeoutMs);
      try {
        await produce({ producer, sending }, options, { ...command, replyTo: instance });
        return await wait.outcome;
      } finally {
        wait.leave();
      }
    },
    close: async () => {
      outcomes.close();
      // A send that is still tried would connect a producer again that has been disconnected.
      await within(sendTimeoutMs, Promise.allSettled(sending)).catch(() => undefined);
      await producer.disconnect();
    },
  };
}

interface Line {
  readonly producer: Producer;
  /** What kafkajs is still trying, also when nobody waits for it any more. */
  readonly sending: Set<Promise<unknown>>;
}

async function produce(
  { producer, sending }: Line,
  { codec, topics, partitions, sendTimeoutMs = DEFAULT_SEND_TIMEOUT_MS }: CommandGatewayOptions,
  command: CommandEnvelope,
): Promise<void> {
  const record = encodeCommand(codec, command);
  const partition = partitionOf(command.orderId, partitions);
  try {
    const message = { ...record, headers: { ...record.headers }, partition };
    const sent = producer.send({ topic: topics.commands, acks: -1, messages: [message] });
    sending.add(sent);
    const forget = () => sending.delete(sent);
    sent.then(forget, forget);
    await within(sendTimeoutMs, sent);
  } catch (cause) {
    const { commandId, orderId } = command;
    const message = 'Expected Kafka to take the command, got no confirmation';
    const context = { commandId, orderId, partition };
    throw new PlatformError('kafka-unavailable', message, { cause, retryable: true, context });
  }
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
