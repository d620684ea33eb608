import type { Verified } from '../verify/verify-view.ts';
import type { DeployedInstallation } from './deploy-command.ts';

/** A deploy in words. */
export function reportDeploy(deployed: DeployedInstallation): string {
  const { environment, identity, topics, subjects, views } = deployed;
  return [
    `Installation ${environment}, log ${identity.incarnation}`,
    `${String(topics.length)} topics of ${String(identity.partitions)} partitions, ${String(subjects)} schemas`,
    ...views.map(({ name, generation }) => {
      return generation === null
        ? `View ${name}: none live yet, the projector builds it`
        : `View ${name}: generation ${generation}`;
    }),
  ].join('\n');
}

/** Differences shown in full; the number of all of them is shown anyway. */
const MAX_EXAMPLES = 20;

/** A comparison in words, with the documents that differ. */
export function reportVerified({ view, documents, equal, differences }: Verified): string {
  if (equal) return `${view}: ${String(documents)} documents, all as the log says`;
  const examples = differences.slice(0, MAX_EXAMPLES).flatMap(({ key, kind, details }) => {
    return [`  ${kind} ${key}`, ...details.map((detail) => `    ${detail}`)];
  });
  const more = differences.length - MAX_EXAMPLES;
  return [
    `${view}: ${String(documents)} documents, ${String(differences.length)} differ from the log`,
    ...examples,
    ...(more > 0 ? [`  and ${String(more)} more`] : []),
  ].join('\n');
}
