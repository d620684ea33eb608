import { accepted, type Decision } from '../decision.ts';

/** Packing begins. */
export function startPackaging(): Decision {
  return accepted({ type: 'PackagingStarted', data: {} });
}
