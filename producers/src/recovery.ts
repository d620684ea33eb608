import type { LogReader } from '@karat/infra/log-reader';
import type { TopicNames } from '@karat/schemas';
import type { Codec } from '@karat/schemas/codec';
import { EVOLVE_VERSION } from './order/evolve.ts';
import type { StateStore, StorePosition } from './state-store.ts';

/** What the recovery of a partition reads and fills. */
export interface RecoveryOptions {
  readonly partition: number;
  readonly incarnation: string;
  readonly topics: TopicNames;
  readonly reader: LogReader;
  readonly codec: Codec;
  readonly store: StateStore;
  /** Breaks a recovery off when the process stops: it may take longer than a stop. */
  readonly signal: AbortSignal;
}

/** The position of a log in which nothing has been decided. */
export function emptyPosition(incarnation: string): StorePosition {
  return {
    incarnation,
    evolveVersion: EVOLVE_VERSION,
    statesOffset: '0',
    commandOffset: '-1',
    writerEpoch: 0,
  };
}
