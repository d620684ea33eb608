import type { GenerationDifference } from '../rebuild/compare-generations.ts';
import type { Rebuilt } from '../rebuild/rebuilt.ts';
import type { RolledBack } from '../rebuild/roll-back.ts';

/** How a new generation differs from the live one, in words. */
export function reportDifference(view: string, difference: GenerationDifference): string {
  const { differing, compared, missing, extra, moved, fields, examples } = difference;
  const changed = differing - missing - extra;
  const counts = [
    `${String(changed)} in their fields`,
    `${String(missing)} missing in the live one`,
    `${String(extra)} only in the live one`,
  ];
  const left = moved === 0 ? '' : `; ${String(moved)} went on meanwhile and were not compared`;
  const byField = Object.entries(fields).sort(([, one], [, other]) => other - one);
  return [
    differing === 0
      ? `${view}: no document differs from the live generation, of ${String(compared)}${left}`
      : `${view}: ${String(differing)} documents differ from the live generation, of ${String(compared)} compared (${counts.join(', ')})${left}`,
    ...byField.map(([field, count]) => `  ${field}: ${String(count)}`),
    ...examples.flatMap(({ kind, key, details }) => [
      `  ${kind} ${key}`,
      ...details.map((detail) => `    ${detail}`),
    ]),
  ].join('\n');
}

/** A rebuild in words. */
export function reportRebuild(rebuilt: Rebuilt): string {
  const { view, documents, documentsBefore, events, elapsedMs, generation } = rebuilt;
  const before = documentsBefore === null ? 'none live' : `${String(documentsBefore)} live`;
  const end =
    generation === null ? 'dry run, nothing was changed' : `generation ${generation} is live`;
  return `${view}: ${String(documents)} documents (before: ${before}) from ${String(events)} events in ${String(elapsedMs)} ms; ${end}`;
}

/** A step back in words. */
export function reportRolledBack({ view, generation, previous, events }: RolledBack): string {
  return `${view}: back at generation ${generation}, with ${String(events)} events that it had missed; before: ${previous ?? 'none'}`;
}
