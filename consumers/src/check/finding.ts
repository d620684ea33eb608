import type { TopicKind } from '@karat/schemas';

/** Every rule that a log is checked against, with what to do when it is broken. */
const REMEDIES = {
  'claimed-twice':
    'Stop the writers and compare both claims: an order must have one operator at a time.',
  'epoch-backwards':
    'Stop all writers but one a partition: an older one wrote after it had been shut out.',
  'event-id-twice': 'Find what wrote the second event: consumers take it for a repetition.',
  'event-without-receipt':
    'Find who writes to this topic beside the writer, and take that right away.',
  'events-mismatch': 'Believe the events; tell the sender of the command what really happened.',
  'incarnation-mismatch': 'Start the writer: it folds the states anew from the events of this log.',
  'offset-backwards': 'Stop all writers but one a partition and look for two that decided at once.',
  'passed-over-decided':
    'Stop the writer that decided this: another version of it passes this command over.',
  'position-ahead':
    'Do not start a writer: commands that were decided are gone, and new ones would be taken for them.',
  'position-behind': 'Start the writer anew: it recovers from the states and events.',
  'position-missing': 'Start the writer: it folds the states anew from the events.',
  'receipt-doubled': 'Look for two writers that decided at once; the first answer holds.',
  'receipt-mismatch': 'Compare with the events, which hold; the answer to this command was wrong.',
  'receipt-missing': 'Send the command again with the same id: a command is decided once.',
  'receipt-without-command':
    'Find out whether commands were deleted before their time, or who else writes receipts.',
  'repeat-mismatch': 'Compare with the first answer, which holds.',
  'state-ahead': 'Look for lost events: the states know of more than the log has.',
  'state-behind': 'Delete the topic of states and start the writer: it folds them anew.',
  'state-missing': 'Delete the topic of states and start the writer: it folds them anew.',
  'time-backwards': 'Check the clock of the writer; views may show the order in a wrong sequence.',
  'transition-forbidden': 'Compare the decision with the lifecycle, and mend the order by command.',
  undecided: 'Check that a writer is running and owns this partition.',
  unreadable: 'Register the schemas of the newest version, or find who writes such records.',
  'version-gap': 'Restore the lost events from a backup; no view of this order can be believed.',
  'wrong-partition': 'Make every sender name the partition of the order, and send it again.',
} as const;

/** The name of a rule; printed, so a format. */
export type Rule = keyof typeof REMEDIES;

/** Where a broken rule shows. */
export interface FindingPlace {
  readonly topic: TopicKind;
  readonly partition: number;
  /** Offset of the record; null where a record is what is missing. */
  readonly offset: number | null;
  readonly orderId: string | null;
}

/** A rule that the log breaks; with `--json` it is printed as it is, so this is a format. */
export interface Finding extends FindingPlace {
  readonly rule: Rule;
  /** What was expected, and what came. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** A finding with the remedy of its rule. */
export function findingOf(rule: Rule, place: FindingPlace, message: string): Finding {
  return { rule, ...place, message, remedy: REMEDIES[rule] };
}
