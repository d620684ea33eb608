import type { Collection, Db } from 'mongodb';
import type { FoundOrder } from './find-parked.ts';
import type { CarriedOut } from './request-parked.ts';
import type { ParkedRequest } from '../subscription.ts';

/** Who has had a record stepped over, and why: a document of `own_operations.audit`. A format. */
export interface SkipAudit {
  /** Id of the request. */
  readonly _id: string;
  readonly action: 'parked.skip';
  /** Who asked, as role:id. */
  readonly by: string;
  readonly at: Date;
  /** Why, in the words of whoever asked. */
  readonly reason: string;
  readonly group: string;
  readonly orderId: string;
  readonly incarnation: string;
  readonly partition: number;
  /** Of the record that is stepped over; decimal. */
  readonly offset: string;
  /** What was wrong with it. */
  readonly fault: { readonly reason: string; readonly detail: string };
  /** What has become of it; null while nobody knows. */
  readonly outcome: CarriedOut['outcome'] | 'not-parked' | null;
}

/** The audit log. */
export interface AuditLog {
  /** Stands before the request, so that nothing is stepped over without it. */
  readonly begin: (skip: SkipToAudit) => Promise<void>;
  readonly end: (id: string, outcome: SkipAudit['outcome']) => Promise<void>;
}

/** A skip that somebody asks for. */
export interface SkipToAudit {
  readonly found: FoundOrder;
  readonly request: ParkedRequest;
  readonly by: string;
  readonly reason: string;
}

/** What stands here has to stand there after a crash, too. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Opens the audit log in `own_operations`. */
export function openAuditLog(db: Db, incarnation: string): AuditLog {
  const audit: Collection<SkipAudit> = db.collection<SkipAudit>('audit');
  return {
    begin: async ({ found: { order }, request, by, reason }) => {
      const { group, orderId, partition, offset, detail } = order;
      const place = { group, orderId, incarnation, partition, offset: String(offset) };
      const fault = { reason: order.reason, detail };
      const who = { action: 'parked.skip', by, at: new Date(request.at), reason } as const;
      await audit.insertOne({ _id: request.id, ...who, ...place, fault, outcome: null }, DURABLE);
    },
    end: async (id, outcome) => {
      await audit.updateOne({ _id: id }, { $set: { outcome } }, DURABLE);
    },
  };
}
