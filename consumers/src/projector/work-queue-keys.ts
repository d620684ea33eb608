import { QUEUE_STATUSES } from '@karat/projections';

/** The Redis keys of one generation of the work queue. Their names are a format. */
export interface WorkQueueKeys {
  /** Hash of the rows in the queue, by order id. */
  readonly rows: string;
  /** Hash of the orders that are not in the queue yet. */
  readonly others: string;
  /** What the names of the hashes of orders that are over begin with. */
  readonly ended: string;
  /** Stream of the rows as they change. */
  readonly feed: string;
  /** Hash of positions, by partition. */
  readonly positions: string;
  /** Hash of when the positions showed everything, epoch ms, by partition. */
  readonly asOf: string;
  /** Hash of what is parked. */
  readonly parking: string;
  /** Sorted sets of order ids by `mustStartAt`, one for each status of the queue. */
  readonly sets: readonly string[];
  /** The same orders by when they came into the status, the last one first: by `−enteredAt`. */
  readonly newest: readonly string[];
}

/** Key of the name of the live generation. */
export function activeKey(environment: string): string {
  return `${environment}:wq:active`;
}

/** Key of the name of the generation before. */
export function previousKey(environment: string): string {
  return `${environment}:wq:previous`;
}

/** Key of the name of the generation that is about to be switched to. */
export function nextKey(environment: string): string {
  return `${environment}:wq:next`;
}

/** The keys of a generation. */
export function workQueueKeys(environment: string, generation: string): WorkQueueKeys {
  const prefix = `${environment}:wq:${generation}`;
  return {
    rows: `${prefix}:rows`,
    others: `${prefix}:others`,
    feed: `${prefix}:feed`,
    positions: `${prefix}:positions`,
    asOf: `${prefix}:as-of`,
    parking: `${prefix}:parking`,
    ended: `${prefix}:ended`,
    sets: QUEUE_STATUSES.map((status) => `${prefix}:status:${status}`),
    newest: QUEUE_STATUSES.map((status) => `${prefix}:newest:${status}`),
  };
}
