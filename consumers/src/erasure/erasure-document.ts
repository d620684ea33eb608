/** How a sink is rid of an order's personal data. */
export type ErasureMethod = 'key-destroyed' | 'purged' | 'holds-none' | 'expires';

/** What a sink has answered. */
export interface SinkAnswer {
  /** Name of the sink. */
  readonly sink: string;
  readonly how: ErasureMethod;
  /** What was looked at and found: counts, positions, times. */
  readonly evidence: string;
  /** When it was found, epoch ms. */
  readonly at: number;
}

/** What a sink that has not answered yet waits for. */
export interface SinkWait {
  readonly sink: string;
  readonly waitsFor: string;
}

/**
 * The proof that the personal data of an order is gone: a document of `own_operations.erasures`.
 * It holds none itself. This is a format.
 */
export interface Erasure {
  /** Order id. */
  readonly _id: string;
  /** The `PersonalDataErased` that asked for it. */
  readonly eventId: string;
  /** Where that event stands in the topic of events; the offset is decimal. */
  readonly incarnation: string;
  readonly partition: number;
  readonly offset: string;
  /** Version of the order after it. */
  readonly version: number;
  /** Who asked, as role:id. */
  readonly requestedBy: string;
  readonly reason: string;
  /** When it was decided, epoch ms. */
  readonly requestedAt: number;
  /** When the key was destroyed, epoch ms. */
  readonly keyDestroyedAt: number;
  readonly answers: readonly SinkAnswer[];
  readonly waiting: readonly SinkWait[];
  /** When the last sink answered, epoch ms; null until then. */
  readonly completedAt: number | null;
}
