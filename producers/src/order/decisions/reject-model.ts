import type { RejectModel } from '@karat/schemas';
import { accepted, type Decision } from '../decision.ts';

/** Pricing failed, and the order says why. */
export function rejectModel(rejection: RejectModel): Decision {
  return accepted({ type: 'PricingFailed', data: rejection });
}
