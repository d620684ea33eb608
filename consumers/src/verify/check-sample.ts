import { viewKeyOf, type Versioned } from '@karat/projections';
import { partitionOf } from '@karat/schemas';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { checkOrders, type CheckedOrders } from './check-orders.ts';
import {
  findIndexed,
  readHistories,
  readIndexed,
  type Histories,
  type HistoryLog,
  type IndexedOrder,
} from './read-histories.ts';

/** Of what orders are drawn. */
export interface SampleOptions {
  readonly log: HistoryLog;
  readonly view: OpenView;
  readonly index?: OpenView | null;
  /** Orders to draw, at least 1. */
  readonly sample: number;
}

/** The orders that were drawn, and what looking at them has come to. */
export interface CheckedSample {
  readonly orderIds: readonly string[];
  readonly checked: CheckedOrders;
}

/**
 * Looks at some orders chosen at random: half of them among those that are stored, to find what has
 * no events, half among those that the index of events knows, to find what is not stored. Their
 * histories are read by that index where that is cheaper than a pass over the log.
 */
export async function checkSample(
  options: SampleOptions,
  generation: Generation<Versioned>,
): Promise<CheckedSample> {
  const { log, view, index = null } = options;
  const orderIds = await draw(options, generation);
  const request = { log, view, generation };
  const indexed = index === null ? new Map() : await findIndexed(index, orderIds);
  const isCheaper = await isIndexCheaper(log, indexed);
  const byIndex = orderIds.filter((orderId) => isCheaper && indexed.has(orderId));
  const quick = await checkOrders({
    ...{ ...request, orderIds: byIndex, isWhole: false },
    read: (wanted) => readIndexed(log, only(indexed, wanted)),
  });
  // What the index does not know, or not yet, is read from the log itself.
  const left = [...orderIds.filter((orderId) => !byIndex.includes(orderId)), ...quick.unread];
  const whole = await checkOrders({
    ...{ ...request, orderIds: left, isWhole: true },
    read: (wanted): Promise<Histories> => readHistories(log, wanted),
  });
  const findings = [...quick.findings, ...whole.findings];
  const checked = { checked: quick.checked + whole.checked, findings, unread: [] };
  return { orderIds, checked };
}

async function draw(
  { view, index = null, sample }: SampleOptions,
  generation: Generation<Versioned>,
): Promise<readonly string[]> {
  const active = await index?.store.active();
  const known =
    index !== null && typeof active === 'string' ? index.store.generation(active) : null;
  const isIndex = index?.projection === view.projection;
  const fromIndex = known === null || isIndex ? [] : await known.sample(Math.ceil(sample / 2));
  const fromView = await generation.sample(sample);
  return [...new Set([...fromIndex, ...fromView].map(viewKeyOf))].slice(0, sample);
}

/** A single record takes about as long as so many in a row. */
const RECORDS_A_READ = 5_000n;

async function isIndexCheaper(
  { reader, topics, identity }: HistoryLog,
  indexed: ReadonlyMap<string, IndexedOrder>,
): Promise<boolean> {
  const partitions = new Set([...indexed.keys()].map((id) => partitionOf(id, identity.partitions)));
  const ends = await Promise.all([...partitions].map((p) => reader.endOf(topics.events, p)));
  const records = ends.reduce((sum, end) => sum + end, 0n);
  const reads = [...indexed.values()].reduce((sum, { offsets }) => sum + offsets.length, 0);
  return BigInt(reads) * RECORDS_A_READ < records;
}

function only(
  indexed: ReadonlyMap<string, IndexedOrder>,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, IndexedOrder> {
  return new Map([...indexed].filter(([orderId]) => wanted.has(orderId)));
}
