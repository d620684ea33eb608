import { accepted, type Decision } from '../decision.ts';

/** The order is done. */
export function closeOrder(): Decision {
  return accepted({ type: 'OrderClosed', data: {} });
}
