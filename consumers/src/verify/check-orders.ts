import { viewKeyOf, type ProjectedEvent, type Versioned } from '@karat/projections';
import { partitionOf } from '@karat/schemas';
import type { OpenView } from '../projector/projector.ts';
import type { Generation, Repair } from '../projector/view-store.ts';
import {
  entryVersionOf,
  expectedOrder,
  reaches,
  viewAt,
  type StoredOrder,
} from './compare-order.ts';
import { differenceOf, type Difference } from './difference.ts';
import type { Histories, HistoryLog } from './read-histories.ts';

/** A document that is not what its events say, with what it takes to repair it. */
export interface Finding {
  readonly difference: Difference;
  readonly repair: Repair<Versioned>;
}

/** What looking at some orders has come to. */
export interface CheckedOrders {
  /** Documents that were compared, or should have been there. */
  readonly checked: number;
  readonly findings: readonly Finding[];
  /** Orders whose histories did not reach as far as what is stored. */
  readonly unread: readonly string[];
}

/** Which orders to look at, and where. */
export interface CheckOrdersOptions {
  readonly log: HistoryLog;
  readonly view: OpenView;
  readonly generation: Generation<Versioned>;
  readonly orderIds: readonly string[];
  /** Keys of entries that were found stored, which have to have events. Default: none. */
  readonly entryKeys?: readonly string[];
  /** Reads the histories. */
  readonly read: (orderIds: ReadonlySet<string>) => Promise<Histories>;
  /** Whether what `read` gives is all that the log holds, and not what an index knows of it. */
  readonly isWhole: boolean;
  /** Told of the view of each order that was compared, whether it differs or not. Default: nobody. */
  readonly onCompared?: (repair: Repair<Versioned>) => void;
}

/**
 * Compares what is stored of some orders with their histories, while the projector goes on: what is
 * stored is read first, so that the log is at least as far.
 */
export async function checkOrders(options: CheckOrdersOptions): Promise<CheckedOrders> {
  const { orderIds, read, view, isWhole } = options;
  const stored = await readStored(options);
  const histories = await read(new Set(orderIds));
  const findings: Finding[] = [];
  const unread: string[] = [];
  let checked = 0;
  for (const order of stored) {
    const events = await view.openCustomers(histories.get(order.orderId) ?? []);
    if (!isWhole && !reaches(events, order)) {
      unread.push(order.orderId);
      continue;
    }
    const compared = await compareOrder(options, order, events);
    checked += compared.checked;
    findings.push(...compared.findings);
  }
  return { checked, findings, unread };
}

async function readStored({
  log,
  generation,
  orderIds,
}: CheckOrdersOptions): Promise<readonly StoredOrder[]> {
  // Positions first: what is read after them is at least as far.
  const positions = await generation.positions();
  const { views } = await generation.read(0, orderIds);
  // What is parked is so before its position passes it.
  const { orders, skipped } = await generation.parking.load();
  return orderIds.map((orderId) => {
    const position = positions.get(partitionOf(orderId, log.identity.partitions)) ?? 0n;
    const waitsFrom = orders.find((parked) => parked.orderId === orderId)?.offset ?? null;
    const own = skipped.filter((record) => record.orderId === orderId);
    const parking = { waitsFrom, skipped: own };
    return { orderId, position, parking, view: views.get(orderId) ?? null };
  });
}

async function compareOrder(
  { view: { projection }, generation, log, entryKeys = [], onCompared }: CheckOrdersOptions,
  order: StoredOrder,
  events: readonly ProjectedEvent[],
): Promise<Omit<CheckedOrders, 'unread'>> {
  const { orderId } = order;
  const { version, view, entries } = expectedOrder(projection, events, order);
  const partition = partitionOf(orderId, log.identity.partitions);
  const found = entryKeys.filter((key) => viewKeyOf(key) === orderId);
  const keys = [...new Set([...entries.keys(), ...found])];
  const stored = keys.length === 0 ? NO_VIEWS : (await generation.read(0, keys)).views;
  const pairs = keys.map((key): Repair<Versioned> => {
    const expected = entries.get(key) ?? null;
    return { key, partition, expected, stored: stored.get(key) ?? null, at: () => expected };
  });
  const own: Repair<Versioned> = {
    ...{ key: orderId, partition, expected: view, stored: order.view },
    // As it has to be when somebody writes it, which may be later.
    at: (position) => viewAt(projection, events, { ...order, position }),
  };
  onCompared?.(own);
  const due = [
    own,
    // Entries are stored before the view that they lead to: those ahead of it may be there or not.
    ...pairs.filter((pair) => pair.stored !== null || entryVersionOf(pair.key) <= version),
  ];
  return { checked: due.length, findings: due.flatMap((pair) => findingOf(projection, pair)) };
}

const NO_VIEWS: ReadonlyMap<string, Versioned> = new Map();

function findingOf(
  projection: OpenView['projection'],
  repair: Repair<Versioned>,
): readonly Finding[] {
  const { key, expected, stored } = repair;
  const kept = expected && key === viewKeyOf(key) ? keptOf(projection, expected) : expected;
  const difference = differenceOf(key, kept, stored);
  return difference === null ? [] : [{ difference, repair }];
}

/** What a store keeps of a view. */
export function keptOf(projection: OpenView['projection'], view: Versioned): Versioned {
  return projection.keptOf?.(view) ?? view;
}
