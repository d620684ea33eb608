import type { Redis } from '@karat/infra/redis';
import type { Telemetry } from '@karat/infra/telemetry';
import type { CommandEnvelope, ToldOutcome } from '@karat/schemas';
import { createCommandSender, type CommandSenderOptions } from './command-sender.ts';
import { createGatewayMetrics, UNMEASURED } from './gateway-metrics.ts';
import { createInFlightBound } from './in-flight-bound.ts';
import { createOutcomeListener } from './outcome-listener.ts';

export { bodyHashOf } from './body-hash.ts';

/** A command as its sender makes it; the gateway adds where the outcome is to go. */
export type SendableCommand = Omit<CommandEnvelope, 'replyTo'>;

/**
 * Sends commands to the log and hears what became of them. What it refuses with `over-capacity` was
 * not sent; after `kafka-unavailable` nobody knows. Either way the same command may be sent again.
 */
export interface CommandGateway {
  /**
   * Resolves when the log has the command; sending it again is harmless.
   * @throws `kafka-unavailable` and `over-capacity` (with `retryAfterMs` in its context), both
   * retryable; `invalid-argument` when Kafka refuses the command itself.
   */
  readonly send: (command: SendableCommand) => Promise<void>;
  /**
   * Sends the command and waits for its outcome; null when it is still undecided or was not heard
   * of when the time is over, which loses nothing: the log has it.
   * @throws as `send`.
   */
  readonly execute: (command: SendableCommand) => Promise<ToldOutcome | null>;
  readonly close: () => Promise<void>;
}

/** A gateway that writes to the log itself, and knows whether it can. */
export interface LogGateway extends CommandGateway {
  /** Why commands are refused at this moment, for health; null while they are sent. */
  readonly trouble: () => string | null;
}

/** What a gateway needs. */
export interface CommandGatewayOptions extends CommandSenderOptions {
  /** A connection of its own: it subscribes. It may be away: answers are then missed, no command. */
  readonly redis: Redis;
  /** Prefix of the installation. */
  readonly environment: string;
  /** Name of this process, different for each; outcomes are sent to it. */
  readonly instance: string;
  /** Longest time of `execute` in all, sending included, ms. Default: 5,000. */
  readonly timeoutMs?: number;
  /** Longest wait for Kafka to take a command, ms; in `execute` its whole time if less. Default: 10,000. */
  readonly sendTimeoutMs?: number;
  /** Commands in flight at most, being sent or waited for, at least 1. Default: 1,000. */
  readonly maxInFlight?: number;
  /** Default: nothing is measured. */
  readonly telemetry?: Telemetry;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_SEND_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_IN_FLIGHT = 1_000;

/** Connects a gateway. @throws `kafka-unavailable`, retryable. */
export async function createCommandGateway(options: CommandGatewayOptions): Promise<LogGateway> {
  const { instance, telemetry, maxInFlight = DEFAULT_MAX_IN_FLIGHT } = options;
  const { timeoutMs = DEFAULT_TIMEOUT_MS, sendTimeoutMs = DEFAULT_SEND_TIMEOUT_MS } = options;
  const metrics = telemetry === undefined ? UNMEASURED : createGatewayMetrics(telemetry);
  const bound = createInFlightBound(maxInFlight, metrics);
  const [outcomes, sender] = await Promise.all([
    createOutcomeListener(options),
    createCommandSender(options, metrics),
  ]);
  return {
    send: async (command) => {
      const leave = bound.enter();
      await sender.send({ ...command, replyTo: null }, sendTimeoutMs).finally(leave);
    },
    execute: async (command) => {
      const leave = bound.enter();
      // Waiting begins before sending: the outcome may be faster than the broker's answer.
      const wait = outcomes.wait(command.commandId, timeoutMs);
      const startedAt = performance.now();
      try {
        const sendMs = Math.min(sendTimeoutMs, timeoutMs);
        const sent = sender.send({ ...command, replyTo: instance }, sendMs);
        const outcome = await hear(sent, wait.outcome);
        metrics.waited(performance.now() - startedAt, outcome !== null);
        return outcome;
      } finally {
        wait.leave();
        leave();
      }
    },
    trouble: sender.trouble,
    close: async () => {
      outcomes.close();
      await sender.close(sendTimeoutMs);
    },
  };
}

/** An outcome proves that the log has the command, also when the broker's answer to us is lost. */
async function hear(
  sent: Promise<void>,
  outcome: Promise<ToldOutcome | null>,
): Promise<ToldOutcome | null> {
  const first = await Promise.race([sent, outcome]);
  if (first !== undefined && first !== null) return first;
  await sent;
  return outcome;
}
