import type { Actor, OrderCommand, OrderState } from '@karat/schemas';
import { COMMAND_RULES, commandsAllowedIn } from './command-rules.ts';
import { refused, type Decision, type DecisionContext } from './decision.ts';
import { decideAllowed, type FurtherCommand } from './deciders.ts';
import { cancelOrder } from './decisions/cancel-order.ts';
import { claimOrder } from './decisions/claim-order.ts';
import { erasePersonalData } from './decisions/erase-personal-data.ts';
import { importOrder } from './decisions/import-order.ts';
import { initiateOrder } from './decisions/initiate-order.ts';

/** What `decide` is asked: a command, who sends it, and when it is decided. */
export interface DecisionRequest {
  readonly command: OrderCommand;
  readonly actor: Actor;
  /** The version the sender believes the order to have; null when it does not care. */
  readonly expectedVersion: number | null;
  /** Epoch milliseconds UTC. */
  readonly decidedAt: number;
}

/**
 * What becomes of a command, given the order as it stands; null where there is none yet.
 *
 * Pure and total: it reads no clock, no view and nothing random, so a recorded command can be
 * decided again years later with the same result.
 */
export function decide(request: DecisionRequest, order: OrderState | null): Decision {
  const { command, actor } = request;
  if (!COMMAND_RULES[command.type].roles.includes(actor.role)) return forbidden(request);
  if (command.type === 'InitiateOrder') return initiateOrder(command.data, actor, order);
  if (command.type === 'ImportOrder') return importOrder(command.data, order, request.decidedAt);
  if (order === null || belongsToAnother(order, actor)) return notFound();
  if (request.expectedVersion !== null && request.expectedVersion !== order.version) {
    return conflict(request.expectedVersion, order.version);
  }
  const context = { actor, order, decidedAt: request.decidedAt };
  return settledAlready(command, context) ?? transition(command, context);
}

/** Answers that hold whatever the status: a repeated wish, or a wish of the past. */
function settledAlready(command: FurtherCommand, context: DecisionContext): Decision | null {
  if (command.type === 'ClaimOrder') return claimOrder.settledAlready(context);
  if (command.type === 'CancelOrder') return cancelOrder.settledAlready(context);
  if (command.type === 'ErasePersonalData') return erasePersonalData.settledAlready(context);
  if (command.type === 'RecordPrice' || command.type === 'RejectModel') {
    return staleSubmission(command.data.submissionNo, context.order.submissionNo);
  }
  return null;
}

function transition(command: FurtherCommand, context: DecisionContext): Decision {
  const { status } = context.order;
  return COMMAND_RULES[command.type].allowedIn.includes(status)
    ? decideAllowed(command, context)
    : illegalTransition(command, context.order);
}

/** Another seller's order does not exist for a seller. */
function belongsToAnother(order: OrderState, actor: Actor): boolean {
  return actor.role === 'seller' && order.sellerId !== actor.id;
}

function forbidden({ command, actor }: DecisionRequest): Decision {
  const roles = COMMAND_RULES[command.type].roles.join(' or ');
  return refused('forbidden', `Expected ${roles} for ${command.type}, got ${actor.role}`);
}

function notFound(): Decision {
  return refused('order-not-found', 'Expected the id of an order of yours, got another');
}

function conflict(expected: number, currentVersion: number): Decision {
  const detail = `Expected version ${String(expected)}, the order has ${String(currentVersion)}`;
  return refused('version-conflict', detail, { currentVersion });
}

function staleSubmission(answered: number, current: number): Decision | null {
  if (answered === current) return null;
  const detail = `Expected an answer to submission ${String(current)}, got ${String(answered)}`;
  return refused('stale-submission', detail);
}

function illegalTransition(command: FurtherCommand, order: OrderState): Decision {
  const statuses = COMMAND_RULES[command.type].allowedIn.join(', ');
  const detail = `Expected status ${statuses} for ${command.type}, got ${order.status}`;
  return refused('illegal-transition', detail, {
    currentVersion: order.version,
    allowedTransitions: commandsAllowedIn(order.status),
  });
}
