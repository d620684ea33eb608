import type { OrderSnapshot } from '@karat/schemas';
import { asStateRecord, type Codec } from '@karat/schemas/codec';
import { EVOLVE_VERSION } from './order/evolve.ts';
import type { OrderLedger } from './order/ledger.ts';

/** The snapshot of an order as it is written to the states topic and to local disk. */
export function toSnapshot(ledger: OrderLedger, incarnation: string): OrderSnapshot {
  return { incarnation, evolveHash: EVOLVE_VERSION, ...ledger };
}

/** The ledger in an encoded snapshot whose schema has been prepared. */
export function ledgerOf(codec: Codec, snapshot: Buffer): OrderLedger | null {
  const record = asStateRecord(codec.decode(snapshot));
  if (record?.type !== 'OrderSnapshot') return null;
  const { state, accepted, refused } = record.value;
  return { state, accepted, refused };
}

/** The ledgers in encoded snapshots, by order. @throws CodecError when one cannot be read. */
export async function decodeLedgers(
  codec: Codec,
  snapshots: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, OrderLedger>> {
  await codec.prepare([...snapshots.values()]);
  const ledgers = new Map<string, OrderLedger>();
  for (const [orderId, snapshot] of snapshots) {
    const ledger = ledgerOf(codec, snapshot);
    if (ledger !== null) ledgers.set(orderId, ledger);
  }
  return ledgers;
}
