import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import { viewKeyOf } from '@karat/projections';
import type { OpenView } from '../projector/projector.ts';
import { checkOrders, type Finding } from '../verify/check-orders.ts';
import {
  findIndexed,
  readIndexed,
  type Histories,
  type HistoryLog,
  type IndexedOrder,
} from '../verify/read-histories.ts';
import type { DriftMetrics } from './drift-metrics.ts';

/** What drift is looked for with. */
export interface DriftOptions {
  readonly log: HistoryLog;
  /** The views to look into. */
  readonly views: readonly OpenView[];
  /** The index of events, which makes a history a handful of reads. */
  readonly index: OpenView;
  /** Whether to put right what is found. */
  readonly repairs: boolean;
  readonly metrics: DriftMetrics;
  readonly logger: Logger;
}

/**
 * Draws an order at random from what is stored in one view, and compares all views of that order with
 * its history, so that the history is read once. Nothing that fails here fails anything else.
 */
export async function checkDrift(options: DriftOptions, drawFrom: OpenView): Promise<void> {
  const { index, views } = options;
  const orderId = await draw(drawFrom);
  if (orderId === null) return;
  const indexed = await findIndexed(index, [orderId]);
  const histories = await readIndexed(options.log, indexed);
  for (const view of views) {
    const { name } = view.projection;
    try {
      if (indexed.size === 0) options.metrics.skipped(name, 'unindexed');
      else await checkView(options, view, { orderId, indexed, histories });
    } catch (caught) {
      const error = toPlatformError(caught);
      options.logger.debug({ view: name, orderId, error }, 'order not compared');
      options.metrics.skipped(name, 'failed');
    }
  }
}

/** An order that is stored; null of an empty view, and of one that is being built. */
async function draw({ store }: OpenView): Promise<string | null> {
  const active = await store.active();
  if (active === null) return null;
  const [key] = await store.generation(active).sample(1);
  return key === undefined ? null : viewKeyOf(key);
}

interface Drawn {
  readonly orderId: string;
  readonly indexed: ReadonlyMap<string, IndexedOrder>;
  readonly histories: Histories;
}

async function checkView(options: DriftOptions, view: OpenView, drawn: Drawn): Promise<void> {
  const { log, metrics, logger, repairs } = options;
  const { name } = view.projection;
  const first = await look(options, view, drawn);
  if (first === null) return;
  metrics.checked(name);
  if (first.length === 0) return;
  // Looked at twice: an alarm, and much more a repair, must not come from a moment in between.
  const again = { ...drawn, histories: await readIndexed(log, drawn.indexed) };
  const findings = (await look(options, view, again)) ?? [];
  for (const { difference, repair } of findings) {
    const { key, kind, details } = difference;
    metrics.found(name, kind);
    const active = repairs ? await view.store.active() : null;
    const isRepaired = active !== null && (await view.store.generation(active).repair(repair));
    if (isRepaired) metrics.repaired(name);
    logger.warn(
      { view: name, key, kind, details, isRepaired },
      'document is not what its events say',
    );
  }
}

/** What is found of an order; null when it cannot be compared. */
async function look(
  { log, metrics }: DriftOptions,
  view: OpenView,
  { orderId, histories }: Drawn,
): Promise<readonly Finding[] | null> {
  const active = await view.store.active();
  if (active === null) return null;
  const generation = view.store.generation(active);
  const { findings, unread } = await checkOrders({
    ...{ log, view, generation, orderIds: [orderId], isWhole: false },
    read: () => Promise.resolve(histories),
  });
  if (unread.length === 0) return findings;
  metrics.skipped(view.projection.name, 'unread');
  return null;
}
