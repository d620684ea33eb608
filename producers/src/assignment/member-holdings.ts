/** What a member of the group tells its leader about itself. */
export interface MemberHoldings {
  /** Partitions that it decides now. */
  readonly held: readonly number[];
  /** Generation of the group in which it was given them; 0 when it does not know. */
  readonly generation: number;
  /** Partitions whose states it has on disk. */
  readonly warm: readonly number[];
}

/** Other versions are not understood, and their members treated as holding nothing. */
const VERSION = 1;

/** The holdings of a member that says nothing that is understood. */
export const NO_HOLDINGS: MemberHoldings = { held: [], generation: 0, warm: [] };

/** The bytes that go with the request to join. This is a format: releases run side by side. */
export function encodeHoldings({ held, generation, warm }: MemberHoldings): Buffer {
  return Buffer.from(JSON.stringify({ version: VERSION, held, generation, warm }));
}

/** The holdings in such bytes; {@link NO_HOLDINGS} when they are of another version or broken. */
export function parseHoldings(bytes: Buffer): MemberHoldings {
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isHoldings(parsed)) return NO_HOLDINGS;
    const { held, generation, warm } = parsed;
    return { held, generation, warm };
  } catch {
    return NO_HOLDINGS;
  }
}

function isHoldings(value: unknown): value is MemberHoldings {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Partial<Record<keyof MemberHoldings | 'version', unknown>>;
  return (
    fields.version === VERSION &&
    Number.isSafeInteger(fields.generation) &&
    isPartitions(fields.held) &&
    isPartitions(fields.warm)
  );
}

function isPartitions(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry));
}
