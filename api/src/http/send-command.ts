import { formatActor, commandIdFor, type OrderCommand, type ToldOutcome } from '@karat/schemas';
import { bodyHashOf, type CommandGateway } from '@karat/producers/gateway';
import { actorOf, type ApiContext } from './context.ts';
import { expectedVersionOf } from './entity-tag.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { parsePrefer } from './prefer.ts';

/** What an API needs to send commands. */
export interface CommandSender {
  readonly gateway: CommandGateway;
  /** Epoch milliseconds UTC. */
  readonly clock: () => number;
}

/** A command of a caller. */
export interface CallerCommand {
  readonly orderId: string;
  readonly command: OrderCommand;
  /** What the caller has sent, to tell a repetition from another request under the same key. */
  readonly body: unknown;
}

/** What became of it. */
export interface SentCommand {
  readonly commandId: string;
  /** Null when it was not heard of in time, or the caller did not want to wait. */
  readonly outcome: ToldOutcome | null;
}

/**
 * Sends a caller's command under its idempotency key and hears what became of it.
 * @throws ProblemError `idempotency-key-missing`; PlatformError `kafka-unavailable`.
 */
export async function sendCommand(
  ctx: ApiContext,
  { gateway, clock }: CommandSender,
  { orderId, command, body }: CallerCommand,
): Promise<SentCommand> {
  const actor = actorOf(ctx);
  const commandId = commandIdFor(formatActor(actor), idempotencyKeyOf(ctx));
  const envelope = {
    commandId,
    orderId,
    actor,
    command,
    expectedVersion: expectedVersionOf(ctx),
    bodyHash: bodyHashOf({ method: ctx.method, path: ctx.path, body }),
    correlationId: commandId,
    causationId: null,
    traceparent: ctx.state.traceparent,
    sentAt: clock(),
  };
  ctx.state.orderId = orderId;
  if (parsePrefer(ctx.get('prefer')).respondAsync) {
    await gateway.send(envelope);
    ctx.set('preference-applied', 'respond-async');
    return { commandId, outcome: null };
  }
  const outcome = await gateway.execute(envelope);
  // The same key in flight for two orders: the other order's outcome is not this one's.
  return { commandId, outcome: outcome?.orderId === orderId ? outcome : null };
}
