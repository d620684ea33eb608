import type { Difference } from '../verify/difference.ts';
import type { Verified } from '../verify/verify-view.ts';

/** Differences shown in full; the number of all of them is shown anyway. */
const MAX_EXAMPLES = 20;

/** A comparison in words, with the documents that differ and what became of them. */
export function reportVerified(verified: Verified): string {
  const { view, differing, repaired, differences } = verified;
  const looked = `${view}: ${documentsOf(verified)}`;
  if (differing === 0) return `${looked}, all as the log says`;
  const examples = differences.slice(0, MAX_EXAMPLES).flatMap(linesOf);
  const more = differing - Math.min(differences.length, MAX_EXAMPLES);
  return [
    `${looked}, ${String(differing)} differ from the log`,
    ...examples,
    ...(more > 0 ? [`  and ${String(more)} more`] : []),
    ...(repaired > 0 ? [`  ${String(repaired)} of them were put right`] : []),
  ].join('\n');
}

function documentsOf({ documents, sampled }: Verified): string {
  const all = `${String(documents)} documents`;
  return sampled === null ? all : `${all} of ${String(sampled)} orders drawn`;
}

const REPAIRS = {
  done: 'put right',
  overtaken: 'not put right: a projector was faster, look again',
  would: 'would be put right',
} as const;

function linesOf({ key, kind, details, repair }: Difference): readonly string[] {
  return [
    `  ${kind} ${key}`,
    ...details.map((detail) => `    ${detail}`),
    ...(repair === undefined ? [] : [`    ${REPAIRS[repair]}`]),
  ];
}
