import type { RecordNotice } from '@karat/schemas';
import { accepted, type Decision } from '../decision.ts';
import { choiceFault, codeFault, textFault, unlessFaulty } from '../faults.ts';

/** How customers are told something. These words are a format. */
const CHANNELS: readonly string[] = ['email', 'sms', 'push'];
/** What can become of a notice. These words are a format. */
const OUTCOMES: readonly string[] = ['sent', 'failed'];

/** The customer was told something, or could not be. */
export function recordNotice(notice: RecordNotice): Decision {
  const faults = [
    textFault('noticeId', notice.noticeId),
    textFault('aboutEventId', notice.aboutEventId),
    choiceFault('channel', notice.channel, CHANNELS),
    codeFault('template', notice.template),
    choiceFault('outcome', notice.outcome, OUTCOMES),
  ];
  return unlessFaulty(faults, () => accepted({ type: 'NoticeRecorded', data: notice }));
}
