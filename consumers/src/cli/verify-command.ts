import type { LogConnection } from '@karat/infra/log-connection';
import type { Db } from 'mongodb';
import type { OpenView } from '../projector/projector.ts';
import { awaitEnd } from '../verify/await-end.ts';
import { verifyReceipts } from '../verify/verify-receipts.ts';
import { verifyView, type Verified } from '../verify/verify-view.ts';
import type { VerifyArguments } from './add-verify-command.ts';
import { reportVerified } from './report-verified.ts';

/** What `karat verify` works with. */
export interface VerifyCommandOptions {
  readonly log: LogConnection;
  readonly views: readonly OpenView[];
  /** The index of events. */
  readonly index: OpenView | null;
  /** Where outcomes of commands are; null where they are not asked for. */
  readonly receiptsDb: Db | null;
  readonly options: VerifyArguments;
}

/** What the views have come to, and the same in words. */
export interface VerifyOutcome {
  readonly equal: boolean;
  readonly views: readonly Verified[];
  readonly words: string;
}

/** Compares views with the log, one after the other; equal too where all that differed was repaired. */
export async function verifyCommand(request: VerifyCommandOptions): Promise<VerifyOutcome> {
  const { log, views, index, receiptsDb, options } = request;
  const { wait, timeout, sample = null, repair, dryRun } = options;
  if (wait) await Promise.all(views.map((view) => awaitEnd(log, view, timeout * 1_000)));
  const mode = repair ? (dryRun ? 'rehearse' : 'repair') : 'none';
  const verified: Verified[] = [];
  for (const view of views) {
    verified.push(await verifyView({ log, view, index, sample, repair: mode }));
  }
  if (receiptsDb !== null)
    verified.push(await verifyReceipts({ log, db: receiptsDb, repair: mode }));
  return {
    equal: verified.every(({ differing, repaired }) => differing === repaired),
    views: verified,
    words: verified.map(reportVerified).join('\n'),
  };
}
