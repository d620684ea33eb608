import type { OrderStatus } from '@karat/schemas';

/** The Redis keys of the work queue; the projection that writes it uses the same names. A format. */
export interface WorkQueueKeys {
  /** Name of the live generation. */
  readonly active: string;
  /** Hash of the rows of a generation, by order id. */
  readonly rows: (generation: string) => string;
  /** Sorted set of the orders in a status, by `mustStartAt`. */
  readonly byStatus: (generation: string, status: OrderStatus) => string;
  /** Hash of how far the view is, by partition. */
  readonly positions: (generation: string) => string;
  /** Hash of when the view was as far as that, by partition. */
  readonly asOf: (generation: string) => string;
  /** Sorted set of the orders in a status, the one first that came into it last: by `−enteredAt`. */
  readonly newest: (generation: string, status: OrderStatus) => string;
  /** Stream of the rows as they change. */
  readonly feed: (generation: string) => string;
}

/** The keys of an installation. */
export function workQueueKeys(environment: string): WorkQueueKeys {
  const prefix = `${environment}:wq`;
  return {
    active: `${prefix}:active`,
    rows: (generation) => `${prefix}:${generation}:rows`,
    byStatus: (generation, status) => `${prefix}:${generation}:status:${status}`,
    positions: (generation) => `${prefix}:${generation}:positions`,
    asOf: (generation) => `${prefix}:${generation}:as-of`,
    newest: (generation, status) => `${prefix}:${generation}:newest:${status}`,
    feed: (generation) => `${prefix}:${generation}:feed`,
  };
}
