import type { Finding } from '../check/finding.ts';
import type { StoryStep } from '../check/order-story.ts';
import type { CheckReport } from './check-command.ts';

/** A check in words: the story that was asked for, what was found, and what was looked at. */
export function reportChecked(checked: CheckReport): string {
  const { findings, findingCount, story, passedOverExamples, passedOver } = checked;
  const more = findingCount - findings.length;
  return [
    ...(story === null ? [] : storyLines(story)),
    ...findings.flatMap(findingLines),
    ...(more > 0 ? [`and ${String(more)} more findings`] : []),
    ...passedOverExamples.map(({ partition, offset, reason }) => {
      return `passed over: commands ${String(partition)}/${String(offset)}: ${reason}`;
    }),
    ...(passedOver > passedOverExamples.length ? [`${String(passedOver)} passed over in all`] : []),
    ...countLines(checked),
  ].join('\n');
}

function storyLines(story: readonly StoryStep[]): readonly string[] {
  if (story.length === 0) return ['The log holds nothing about this order'];
  return story.map(({ kind, commandOffset, offset, at, type, actor, version, outcome }) => {
    const facts = [
      type ?? 'unknown',
      outcome,
      version === null ? null : `version ${String(version)}`,
      actor === null ? null : `by ${actor}`,
    ];
    const indent = kind === 'command' ? '' : '  ';
    const place = `${kind}s ${String(offset)}, command ${String(commandOffset)}`;
    const known = facts.filter((fact) => fact !== null).join(' ');
    return `${indent}${new Date(at).toISOString()} ${kind} ${known} [${place}]`;
  });
}

function findingLines(finding: Finding): readonly string[] {
  const { rule, topic, partition, offset, orderId, message, remedy } = finding;
  const place = `${topic} ${String(partition)}/${offset === null ? '-' : String(offset)}`;
  const order = orderId === null ? '' : ` order ${orderId}`;
  return [`${rule} at ${place}${order}`, `  ${message}`, `  ${remedy}`];
}

function countLines(checked: CheckReport): readonly string[] {
  const { commands, receipts, events, orders, undecided, oldestUndecidedMs, excused } = checked;
  const { isSound, findingCount, records, elapsedMs, environment, incarnation } = checked;
  const rate = Math.round(records / Math.max(elapsedMs / 1_000, 0.001));
  const age = oldestUndecidedMs === null ? '' : `, the oldest for ${String(oldestUndecidedMs)} ms`;
  const older =
    excused === 0 ? [] : [`${String(excused)} older than what is kept of commands and receipts`];
  return [
    `Installation ${environment}, log ${incarnation}`,
    `${String(commands)} commands, ${String(receipts)} receipts, ${String(events)} events of ${String(orders)} orders`,
    `${String(undecided)} commands not decided yet${age}`,
    ...older,
    `${String(records)} records in ${String(elapsedMs)} ms, ${String(rate)}/s`,
    isSound ? 'Sound: nothing contradicts' : `${String(findingCount)} findings`,
  ];
}
