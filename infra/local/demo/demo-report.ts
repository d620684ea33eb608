import type { OrderEvent, ReadEvent } from '@karat/schemas';
import { quantilesOf, type Quantiles } from './quantiles.ts';
import type { Lives } from './read-lives.ts';
import type { ReceivedWebhook } from './webhook-receiver.ts';

/** What a run of the demonstration found; printed as JSON, so the names are a format. */
export interface DemoReport {
  readonly orders: number;
  /** Orders that the log has as closed. */
  readonly closed: number;
  /** Orders that are not closed, events that no webhook told of, or rows that a view lacks. */
  readonly lost: number;
  /** Events and view rows beyond one of each; a repeated webhook of the same id is legal. */
  readonly duplicated: number;
  /** Different webhooks received. */
  readonly webhooksSent: number;
  /** Of these, with a signature that the public verifier accepts. */
  readonly webhooksVerified: number;
  /** Whether every view is what the log folds to. */
  readonly viewsEqual: boolean;
  readonly seconds: number;
  readonly commandAckMs: Quantiles;
  readonly eventToViewMs: Quantiles;
}

/** The life that every order of the demonstration has to have, event by event. */
export const WHOLE_LIFE: readonly OrderEvent['type'][] = [
  'OrderInitiated',
  'ModelAttached',
  'OrderSubmitted',
  'PriceCalculated',
  'ManufacturingApproved',
  'OrderClaimed',
  'ManufacturingCompleted',
  'PackagingStarted',
  'OrderShipped',
  'OrderClosed',
];

/** What was observed of a run. */
export interface Observations {
  /** Orders that were wanted, whether or not they came to be. */
  readonly wanted: number;
  readonly lives: Lives;
  readonly webhooks: readonly ReceivedWebhook[];
  readonly viewsEqual: boolean;
  readonly elapsedMs: number;
  readonly ackMs: readonly number[];
  readonly viewMs: readonly number[];
}

/** The report of a run. */
export function reportOf(observed: Observations): DemoReport {
  const lives = [...observed.lives.values()];
  const closed = lives.filter((life) => life.at(-1)?.event.type === 'OrderClosed').length;
  const webhooks = new Map(observed.webhooks.map((webhook) => [webhook.id, webhook]));
  const told = [...webhooks.values()].filter(({ orderId }) => observed.lives.has(orderId));
  return {
    orders: observed.wanted,
    closed,
    lost: observed.wanted - closed + untold(lives, told),
    duplicated: lives.reduce((sum, life) => sum + repetitionsIn(life), 0),
    webhooksSent: told.length,
    webhooksVerified: told.filter(({ verified }) => verified).length,
    viewsEqual: observed.viewsEqual,
    seconds: Math.round(observed.elapsedMs / 100) / 10,
    commandAckMs: quantilesOf(observed.ackMs),
    eventToViewMs: quantilesOf(observed.viewMs),
  };
}

/** Whether nothing was lost, doubled or different. */
export function isWhole(report: DemoReport): boolean {
  const { orders, closed, lost, duplicated, webhooksSent, webhooksVerified, viewsEqual } = report;
  return (
    closed === orders &&
    lost === 0 &&
    duplicated === 0 &&
    webhooksSent === orders * WHOLE_LIFE.length &&
    webhooksVerified === webhooksSent &&
    viewsEqual
  );
}

/** Events in a life beyond those that belong there, or out of their order. */
function repetitionsIn(life: readonly ReadEvent[]): number {
  const misplaced = life.filter(({ event, version }, index) => {
    return event.type !== WHOLE_LIFE[index] || version !== index + 1;
  });
  return misplaced.length;
}

function untold(
  lives: readonly (readonly ReadEvent[])[],
  webhooks: readonly ReceivedWebhook[],
): number {
  const told = new Set(webhooks.map(({ orderId, version }) => `${orderId} ${String(version)}`));
  const events = lives.flat();
  return events.filter((event) => !told.has(`${event.orderId} ${String(event.version)}`)).length;
}
