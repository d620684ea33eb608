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
