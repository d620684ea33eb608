import { PlatformError } from '@karat/infra/errors';
import type { Versioned } from '@karat/projections';
import type { OpenView } from '../projector/projector.ts';
import type { Generation, Repair, StoredFault } from '../projector/view-store.ts';
import { checkOrders, type CheckedOrders } from './check-orders.ts';
import { checkSample } from './check-sample.ts';
import { findSuspects } from './find-suspects.ts';
import { readHistories, type HistoryLog } from './read-histories.ts';
import { createSuspects } from './suspects.ts';
import { createTally, type RepairMode, type Tally, type TallyResult } from './tally.ts';

/** What a comparison with the log has come to. */
export interface Verified extends TallyResult {
  readonly view: string;
  readonly generation: string;
  /** Documents that were compared. */
  readonly documents: number;
  /** Orders that were drawn; null where all were looked at. */
  readonly sampled: number | null;
  readonly equal: boolean;
}

/** How a view is compared. */
export interface VerifyOptions {
  readonly log: HistoryLog;
  readonly view: OpenView;
  /** The index of events, which makes a sample quick; null where there is none. Default: null. */
  readonly index?: OpenView | null;
  /** Orders drawn at random, at least 1; null looks at all. Default: null. */
  readonly sample?: number | null;
  /** What to do about what differs. Default: nothing. */
  readonly repair?: RepairMode;
}

/**
 * Compares a view with the log, and what is stored beside its documents. The projector may go on
 * meanwhile: each document is compared at the version that it has, or should have by its position.
 * @throws `invariant-violated` when the view has no live generation.
 */
export async function verifyView(options: VerifyOptions): Promise<Verified> {
  const { view, sample = null, repair = 'none' } = options;
  const { store, projection } = view;
  const active = await store.active();
  if (active === null) {
    const message = `Expected a live generation of ${projection.name}, got none: rebuild it`;
    throw new PlatformError('invariant-violated', message);
  }
  const generation = store.generation(active);
  const tally = createTally(repair);
  const { documents, sampled } =
    sample === null
      ? await verifyAll(options, generation, tally)
      : await verifySample({ ...options, sample }, generation, tally);
  const result = tally.result();
  const { name } = projection;
  const equal = result.differing === 0;
  return { view: name, generation: active, documents, sampled, equal, ...result };
}

interface Looked {
  readonly documents: number;
  readonly sampled: number | null;
}

async function verifyAll(
  { log, view }: VerifyOptions,
  generation: Generation<Versioned>,
  tally: Tally,
): Promise<Looked> {
  const { documents, suspects, leftOut } = await findSuspects(log, view, generation);
  tally.leaveOut(leftOut);
  for (const batch of suspects.batches()) {
    const read = (orderIds: ReadonlySet<string>) => readHistories(log, orderIds);
    const request = { log, view, generation, ...batch, read, isWhole: true };
    await settle(await checkOrders(request), generation, tally);
  }
  await settleFaults({ log, view }, generation, { faults: await generation.faults(null), tally });
  return { documents, sampled: null };
}

async function verifySample(
  options: VerifyOptions & { readonly sample: number },
  generation: Generation<Versioned>,
  tally: Tally,
): Promise<Looked> {
  const { orderIds, checked } = await checkSample(options, generation);
  await settle(checked, generation, tally);
  const faults = await generation.faults(orderIds);
  await settleFaults(options, generation, { faults, tally });
  return { documents: checked.checked, sampled: orderIds.length };
}

interface Misplaced {
  readonly faults: readonly StoredFault[];
  readonly tally: Tally;
}

/** What is beside the rows is put right with its row, whether that differs or not. */
async function settleFaults(
  { log, view }: VerifyOptions,
  generation: Generation<Versioned>,
  { faults, tally }: Misplaced,
): Promise<void> {
  if (faults.length === 0) return;
  const repairs = new Map<string, Repair<Versioned>>();
  const suspects = createSuspects();
  for (const { key } of faults) suspects.add(key);
  for (const batch of suspects.batches()) {
    const read = (orderIds: ReadonlySet<string>) => readHistories(log, orderIds);
    const onCompared = (repair: Repair<Versioned>) => void repairs.set(repair.key, repair);
    await checkOrders({ log, view, generation, ...batch, read, isWhole: true, onCompared });
  }
  for (const { key, detail } of faults) {
    const repair = repairs.get(key);
    const by = repair === undefined ? null : () => generation.repair(repair);
    await tally.found({ key, kind: 'misplaced', details: [detail] }, by);
  }
}

async function settle(
  { findings }: CheckedOrders,
  generation: Generation<Versioned>,
  tally: Tally,
): Promise<void> {
  for (const { difference, repair } of findings) {
    await tally.found(difference, () => generation.repair(repair));
  }
}
