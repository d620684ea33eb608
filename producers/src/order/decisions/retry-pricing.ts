import type { RetryPricing } from '@karat/schemas';
import { refused, type Decision, type DecisionContext } from '../decision.ts';
import { submitOrder } from './submit-order.ts';

/** A failed submission is submitted again, with the promise made before. */
export function retryPricing(_retry: RetryPricing, context: DecisionContext): Decision {
  const promise = context.order.submission;
  if (promise === null) return refused('validation', 'Expected an order that was submitted before');
  return submitOrder(promise, context);
}
