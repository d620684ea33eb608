import { partitionOf, type TopicKind } from '@karat/schemas';
import { createFingerprintMap, type FingerprintMap } from './fingerprint-map.ts';
import { findingOf, type Finding, type FindingPlace, type Rule } from './finding.ts';
import { newOrderTrace, type OrderTrace } from './order-trace.ts';

/**
 * Up to where the parts of a growing log are held against one another.
 *
 * A transaction becomes visible in its partitions at different moments, so each topic is read up
 * to a later end than the one up to which its records are judged.
 */
export interface AuditCut {
  /** Receipts below this offset have all their events, states and commands in what is read. */
  readonly receiptsBefore: number;
  /** Events below this offset have their receipts and states in what is read. */
  readonly eventsBefore: number;
  /** States below this offset have their events and receipts in what is read. */
  readonly statesBefore: number;
  /** Offset behind the last command. */
  readonly commandsEnd: number;
  /** Command offset of the first command kept; 0 when none was deleted for its age. */
  readonly commandsFrom: number;
  /** Command offset of the first receipt kept; 0 when none was deleted for its age. */
  readonly receiptsFrom: number;
}

/** What the audit of a partition begins with. */
export interface AuditOptions {
  readonly partition: number;
  /** Partitions of the log. */
  readonly partitions: number;
  /** Incarnation of the log, by its identity. */
  readonly incarnation: string;
  readonly cut: AuditCut;
  readonly onFinding: (finding: Finding) => void;
}

/** What the parts of an audit share. */
export interface AuditContext extends AuditOptions {
  /** The trace of an order, made when there is none; a wrong partition is found here. */
  readonly traceOf: (orderId: string, place: Place) => OrderTrace;
  readonly orders: ReadonlyMap<string, OrderTrace>;
  /** Fingerprint of the events that were written for a command, by its id. */
  readonly eventsOf: FingerprintMap;
  readonly eventIds: FingerprintMap;
  /** Offsets of commands whose receipt was missed. */
  readonly unanswered: Set<number>;
  readonly report: (rule: Rule, place: Place, message: string) => void;
}

/** A place in the partition that is checked. */
export type Place = Omit<FindingPlace, 'partition'>;

/** The context of one audit. */
export function createAuditContext(options: AuditOptions): AuditContext {
  const { partition, partitions, onFinding } = options;
  const orders = new Map<string, OrderTrace>();
  const report: AuditContext['report'] = (rule, place, message) => {
    onFinding(findingOf(rule, { ...place, partition }, message));
  };
  return {
    ...options,
    orders,
    eventsOf: createFingerprintMap(),
    eventIds: createFingerprintMap(),
    unanswered: new Set(),
    report,
    traceOf: (orderId, place) => {
      const known = orders.get(orderId);
      if (known !== undefined) return known;
      const trace = newOrderTrace();
      orders.set(orderId, trace);
      const own = partitionOf(orderId, partitions);
      if (own !== partition) {
        const message = `Expected ${orderId} in partition ${String(own)}, got it in ${String(partition)}`;
        report('wrong-partition', place, message);
      }
      return trace;
    },
  };
}

/** The place of a record. */
export function placeOf(
  topic: TopicKind,
  offset: number | null,
  orderId: string | null = null,
): Place {
  return { topic, offset, orderId };
}
