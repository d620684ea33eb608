import { SINKS } from '../../src/erasure/sinks.ts';

/** Whether a place is named by the table of sinks; a `*` at the end of a name stands for any rest. */
export function isNamed(kind: 'collections' | 'redisKeys', place: string): boolean {
  return SINKS.flatMap((sink) => sink[kind]).some((name) =>
    name.endsWith('*') ? place.startsWith(name.slice(0, -1)) : place === name,
  );
}
