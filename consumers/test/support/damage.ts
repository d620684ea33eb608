import type { RecordedLog } from './recorded-log.ts';

/** Damages a log at a place that chance picks; null when it has nothing that can be damaged so. */
export type Damage = (log: RecordedLog, pick: number) => RecordedLog | null;

/** A kind of damage, with the rule that has to find it. */
export type NamedDamage = readonly [name: string, rule: string, damage: Damage];

/** A list without one of its items. */
export const without = <T>(items: readonly T[], index: number): readonly T[] =>
  items.toSpliced(index, 1);

/** Records numbered anew, as a topic numbers them. */
export const numbered = <T extends { readonly offset: number }>(
  items: readonly T[],
): readonly T[] => items.map((item, offset) => ({ ...item, offset }));
