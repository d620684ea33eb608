import type { Actor, OrderCommand, OrderState } from '@karat/schemas';
import { COMMAND_RULES, commandsAllowedIn } from './command-rules.ts';
import { refused, type Decision, type DecisionContext } from './decision.ts';
import { approveOrder } from './decisions/approve-order.ts';
import { attachModel } from './decisions/attach-model.ts';
import { cancelOrder } from './decisions/cancel-order.ts';
import { claimOrder } from './decisions/claim-order.ts';
import { closeOrder } from './decisions/close-order.ts';
import { completeManufacturing } from './decisions/complete-manufacturing.ts';
import { initiateOrder } from './decisions/initiate-order.ts';
import { recordPrice } from './decisions/record-price.ts';
import { rejectModel } from './decisions/reject-model.ts';
import { releaseOrder } from './decisions/release-order.ts';
import { retryPricing } from './decisions/retry-pricing.ts';
import { shipOrder } from './decisions/ship-order.ts';
import { startPackaging } from './decisions/start-packaging.ts';
import { submitOrder } from './decisions/submit-order.ts';

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
  if (order === null || belongsToAnother(order, actor)) return notFound();
  if (request.expectedVersion !== null && request.expectedVersion !== order.version) {
    return conflict(request.expectedVersion, order.version);
  }
  const context = { actor, order, decidedAt: request.decidedAt };
  return settledAlready(command, context) ?? transition(command, context);
}

/** Answers that hold whatever the status: a repeated wish, or a wish of the past. */
function settledAlready(command: OrderCommand, context: DecisionContext): Decision | null {
  if (command.type === 'ClaimOrder') return claimOrder.settledAlready(context);
  if (command.type === 'CancelOrder') return cancelOrder.settledAlready(context);
  if (command.type === 'RecordPrice' || command.type === 'RejectModel') {
    return staleSubmission(command.data.submissionNo, context.order.submissionNo);
  }
  return null;
}

function transition(command: OrderCommand, context: DecisionContext): Decision {
  const { status } = context.order;
  return COMMAND_RULES[command.type].allowedIn.includes(status)
    ? decideAllowed(command, context)
    : illegalTransition(command, context.order);
}

// One line a command: a switch that the compiler checks for completeness reads better than a table.
// eslint-disable-next-line complexity
function decideAllowed(command: OrderCommand, context: DecisionContext): Decision {
  switch (command.type) {
    case 'InitiateOrder':
      return illegalTransition(command, context.order);
    case 'AttachModel':
      return attachModel(command.data, context);
    case 'SubmitOrder':
      return submitOrder(command.data, context);
    case 'RetryPricing':
      return retryPricing(context);
    case 'RecordPrice':
      return recordPrice(command.data, context);
    case 'RejectModel':
      return rejectModel(command.data);
    case 'ApproveOrder':
      return approveOrder(command.data, context);
    case 'ClaimOrder':
      return claimOrder.decide(context);
    case 'ReleaseOrder':
      return releaseOrder(context);
    case 'CompleteManufacturing':
      return completeManufacturing(command.data, context);
    case 'StartPackaging':
      return startPackaging();
    case 'ShipOrder':
      return shipOrder(command.data);
    case 'CloseOrder':
      return closeOrder();
    case 'CancelOrder':
      return cancelOrder.decide(command.data, context);
  }
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

function illegalTransition(command: OrderCommand, order: OrderState): Decision {
  const statuses = COMMAND_RULES[command.type].allowedIn.join(', ');
  const detail = `Expected status ${statuses} for ${command.type}, got ${order.status}`;
  return refused('illegal-transition', detail, {
    currentVersion: order.version,
    allowedTransitions: commandsAllowedIn(order.status),
  });
}
