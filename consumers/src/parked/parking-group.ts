import { RECEIPTS, VIEW_NAMES } from '@karat/projections';
import type { TopicKind } from '@karat/schemas';
import type { ParkingStore } from '../subscription.ts';

/** Consumers that act, beside the views and the outcomes of commands. */
const ACTING_NAMES = ['pricing', 'webhooks', 'files', 'erasure'] as const;

/** All that parks orders. */
export const PARKING_NAMES: readonly string[] = [
  ...VIEW_NAMES,
  RECEIPTS.collection,
  ...ACTING_NAMES,
];

/** A consumer that parks orders. */
export interface ParkingGroup {
  readonly name: string;
  /** The topic that it follows. */
  readonly topic: TopicKind;
  /** What is parked; null while a view has no live generation. */
  readonly parking: () => Promise<ParkingStore | null>;
}
