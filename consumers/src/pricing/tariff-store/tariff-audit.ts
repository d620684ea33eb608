import type { Collection, Db } from 'mongodb';
import { newEventId, type PriceListKind } from '@karat/schemas';
import type { UseOutcome } from './use-version.ts';
import { DURABLE, type AddOutcome } from './versions.ts';

/** Who has added a version or put one in force: a document of `own_operations.audit`. A format. */
export interface TariffAudit {
  readonly _id: string;
  readonly action: `${PriceListKind}.add` | `${PriceListKind}.use`;
  /** Who asked, as role:id. */
  readonly by: string;
  readonly at: Date;
  readonly version: string;
  /** Of what is added; null for a use. */
  readonly contentHash: string | null;
  /** Since when it is used; null for an addition. */
  readonly fromAt: Date | null;
  /** What has become of it; null while nobody knows. */
  readonly outcome: AddOutcome['outcome'] | UseOutcome['outcome'] | null;
}

/** The audit log of tariffs. */
export interface TariffAuditLog {
  /** Notes a change before it is made, makes it, and notes what has become of it. */
  readonly around: <T extends { readonly outcome: TariffAudit['outcome'] }>(
    change: Omit<TariffAudit, '_id' | 'outcome'>,
    make: () => Promise<T>,
  ) => Promise<T>;
}

/** Opens the audit log in `own_operations`. */
export function openTariffAudit(db: Db): TariffAuditLog {
  const audit: Collection<TariffAudit> = db.collection<TariffAudit>('audit');
  return {
    around: async (change, make) => {
      const _id = newEventId();
      await audit.insertOne({ _id, ...change, outcome: null }, DURABLE);
      const made = await make();
      await audit.updateOne({ _id }, { $set: { outcome: made.outcome } }, DURABLE);
      return made;
    },
  };
}
