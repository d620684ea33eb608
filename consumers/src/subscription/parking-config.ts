import { integer } from '@karat/infra/config';

/** How many orders may be parked: for the table of a bin whose consumers park. */
export const PARKING_BOUND_CONFIG = {
  maxParkedOrders: integer('MAX_PARKED_ORDERS', {
    doc: 'Orders that a consumer group parks at most; one more halts its partition.',
    max: 10_000,
    default: 100,
  }),
};
