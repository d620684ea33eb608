import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { Redis } from '@karat/infra/redis';
import { partitionOf, type CommandEnvelope, type Outcome, type TopicNames } from '@karat/schemas';
import { encodeCommand, type Codec } from '@karat/schemas/codec';
import type { Kafka, Producer } from 'kafkajs';
import { outcomeChannel, parseOutcome } from './outcome-channel.ts';

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
}

const DEFAULT_TIMEOUT_MS = 2_000;

/** Connects a gateway. @throws `kafka-unavailable` or `redis-unavailable`. */
export async function createCommandGateway(
  options: CommandGatewayOptions,
): Promise<CommandGateway> {
  const { kafka, redis, instance, environment, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const producer = kafka.producer({ idempotent: true, createPartitioner: explicitPartitioner });
  const waiting = createWaitingRoom();
  const channel = outcomeChannel(environment, instance);
  redis.on('message', (_channel: string, message: string) => {
    const outcome = parseOutcome(message);
    if (outcome !== null) waiting.answer(outcome);
  });
  await Promise.all([producer.connect(), redis.subscribe(channel)]);
  return {
    send: (command) => produce(producer, options, { ...command, replyTo: null }),
    execute: async (command) => {
      // Waiting begins before sending: the outcome may be faster than the broker's answer.
      const wait = waiting.enter(command.commandId, timeoutMs);
      try {
        await produce(producer, options, { ...command, replyTo: instance });
        return await wait.outcome;
      } finally {
        wait.leave();
      }
    },
    close: async () => {
      await redis.unsubscribe(channel);
      await producer.disconnect();
    },
  };
}

async function produce(
  producer: Producer,
  { codec, topics, partitions }: CommandGatewayOptions,
  command: CommandEnvelope,
): Promise<void> {
  const record = encodeCommand(codec, command);
  const partition = partitionOf(command.orderId, partitions);
  try {
    const message = { ...record, headers: { ...record.headers }, partition };
    await producer.send({ topic: topics.commands, acks: -1, messages: [message] });
  } catch (cause) {
    const { commandId, orderId } = command;
    const message = 'Expected Kafka to take the command, got no confirmation';
    const context = { commandId, orderId, partition };
    throw new PlatformError('kafka-unavailable', message, { cause, retryable: true, context });
  }
}

interface Wait {
  readonly outcome: Promise<Outcome | null>;
  readonly leave: () => void;
}

interface WaitingRoom {
  readonly enter: (commandId: string, timeoutMs: number) => Wait;
  readonly answer: (outcome: Outcome) => void;
}

/** Several callers may wait for one command: it was sent twice. */
function createWaitingRoom(): WaitingRoom {
  const rooms = new Map<string, Set<(outcome: Outcome | null) => void>>();
  return {
    enter: (commandId, timeoutMs) => {
      const { promise, resolve } = deferred<Outcome | null>();
      const room = rooms.get(commandId) ?? new Set();
      rooms.set(commandId, room.add(resolve));
      const timer = setTimeout(resolve, timeoutMs, null);
      const leave = () => {
        clearTimeout(timer);
        room.delete(resolve);
        if (room.size === 0) rooms.delete(commandId);
      };
      return { outcome: promise, leave };
    },
    answer: (outcome) => {
      for (const resolve of rooms.get(outcome.commandId) ?? []) resolve(outcome);
    },
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
