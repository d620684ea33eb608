import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import { describeWaiting, type WaitingRecord } from '../parked/describe-waiting.ts';
import { findParked, type FoundOrder, type ParkedSelection } from '../parked/find-parked.ts';
import type { ParkingGroup } from '../parked/parking-group.ts';
import {
  awaitRequest,
  newRequest,
  placeRequest,
  type CarriedOut,
} from '../parked/request-parked.ts';
import type { AuditLog, SkipAudit } from '../parked/skip-audit.ts';
import type { ParkedOrder } from '../subscription.ts';
import type { ParkedRetryArguments, ParkedSkipArguments } from './add-parked-command.ts';

/** A parked order as it is printed; with `--json` as it is, so this is a format. */
export interface PrintedOrder extends Omit<ParkedOrder, 'offset' | 'lastOffset'> {
  /** The consumer. */
  readonly in: string;
  /** Decimal, as the next. */
  readonly offset: string;
  readonly lastOffset: string;
  /** The first records that wait, where they were asked for. */
  readonly records?: readonly WaitingRecord[];
}

/** What became of one parked order; also a format. */
export interface TendedOrder extends PrintedOrder {
  readonly outcome: NonNullable<SkipAudit['outcome']> | 'would-be-tried' | 'would-be-skipped';
  /** The record that it is parked on now; null when it is not. */
  readonly now: { readonly offset: string; readonly detail: string } | null;
}

/** What the subcommands work with. */
export interface ParkedContext {
  readonly log: LogConnection;
  readonly groups: readonly ParkingGroup[];
}

/** The parked orders that are meant. */
export async function listParked(
  { groups }: ParkedContext,
  selection: ParkedSelection,
): Promise<readonly PrintedOrder[]> {
  return (await findParked(groups, selection)).map(printed);
}

/** An order with the records that wait, in every consumer that has it parked. */
export async function showParked(
  { log, groups }: ParkedContext,
  order: string,
): Promise<readonly PrintedOrder[]> {
  const found = await findParked(groups, { order });
  return Promise.all(found.map((one) => withRecords(log, one)));
}

/**
 * Has parked orders tried again.
 * @throws `invalid-argument` unless something says which ones.
 */
export async function retryParked(
  { log, groups }: ParkedContext,
  { order, reason, group, all, dryRun, timeout }: ParkedRetryArguments,
): Promise<readonly TendedOrder[]> {
  if (order === undefined && reason === undefined && group === undefined && !all) {
    const message = 'Expected --order, --reason, --group or --all, got none of them';
    throw new PlatformError('invalid-argument', message);
  }
  const selection = {
    ...(order === undefined ? {} : { order }),
    ...(reason === undefined ? {} : { parkedFor: reason }),
  };
  const found = await findParked(groups, selection);
  if (dryRun) return Promise.all(found.map((one) => rehearsed(log, one, 'would-be-tried')));
  return Promise.all(
    found.map(async (one) => {
      const request = newRequest('retry', Date.now());
      if (!(await placeRequest(one, request))) return tended(one, NOT_PARKED);
      return tended(one, await awaitRequest(one, request, timeout * 1_000));
    }),
  );
}

/** Has the record that an order is parked on stepped over, in every consumer that is meant. */
export async function skipParked(
  { log, groups, audit }: ParkedContext & { readonly audit: AuditLog },
  order: string,
  { reason, as, dryRun, timeout }: ParkedSkipArguments,
): Promise<readonly TendedOrder[]> {
  if (reason.trim() === '') {
    throw new PlatformError('invalid-argument', 'Expected a reason in words, got an empty one');
  }
  const found = await findParked(groups, { order });
  if (dryRun) return Promise.all(found.map((one) => rehearsed(log, one, 'would-be-skipped')));
  return Promise.all(
    found.map(async (one) => {
      const request = newRequest('skip', Date.now());
      await audit.begin({ found: one, request, by: `operator:${as}`, reason });
      const isPlaced = await placeRequest(one, request);
      const result = isPlaced ? await awaitRequest(one, request, timeout * 1_000) : NOT_PARKED;
      await audit.end(request.id, result.outcome);
      return tended(one, result);
    }),
  );
}

const NOT_PARKED = { outcome: 'not-parked', now: null } as const;

function printed({ in: { name }, order }: FoundOrder): PrintedOrder {
  const { offset, lastOffset } = order;
  return { ...order, in: name, offset: String(offset), lastOffset: String(lastOffset) };
}

async function withRecords(log: LogConnection, found: FoundOrder): Promise<PrintedOrder> {
  return { ...printed(found), records: await describeWaiting(log, found) };
}

async function rehearsed(
  log: LogConnection,
  found: FoundOrder,
  outcome: TendedOrder['outcome'],
): Promise<TendedOrder> {
  const { offset, detail } = found.order;
  return { ...(await withRecords(log, found)), outcome, now: { offset: String(offset), detail } };
}

function tended(found: FoundOrder, result: CarriedOut | typeof NOT_PARKED): TendedOrder {
  const { outcome, now } = result;
  const place = now && { offset: String(now.offset), detail: now.detail };
  return { ...printed(found), outcome, now: place };
}
