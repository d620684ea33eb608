/** What a customer is promised. */
export interface DueDatePromise {
  /** When it is promised to leave the house, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** Version of the policy that promised it. */
  readonly policyVersion: string;
}

/** Version of this policy; another rule is another version, since promises are kept with theirs. */
export const DUE_DATE_POLICY_VERSION = 'due-date-2026-11';

const WORKING_DAYS = 10;
const RUSH_WORKING_DAYS = 5;
const DAY_MS = 86_400_000;
/** The carrier collects at 16:00 UTC. */
const COLLECTED_AT_MS = 16 * 3_600_000;

/**
 * The promise for an order submitted at an instant (epoch ms): ten working days, five with rush, by
 * the hour at which the carrier collects. Working days are Monday to Friday; the day of submission
 * does not count.
 */
export function promiseFor(submittedAt: number, rush: boolean): DueDatePromise {
  let day = Math.floor(submittedAt / DAY_MS);
  let left = rush ? RUSH_WORKING_DAYS : WORKING_DAYS;
  while (left > 0) {
    day += 1;
    if (isWorkingDay(day)) left -= 1;
  }
  return { dueAt: day * DAY_MS + COLLECTED_AT_MS, policyVersion: DUE_DATE_POLICY_VERSION };
}

/** Day 0 of the epoch was a Thursday. */
function isWorkingDay(dayOfEpoch: number): boolean {
  const weekday = (dayOfEpoch + 4) % 7;
  return weekday !== 0 && weekday !== 6;
}
