import type { TopicKind } from '@karat/schemas';
import type { Db } from 'mongodb';
import type { OpenView } from '../projector/projector.ts';
import type { Erasure, ErasureMethod } from './erasure-document.ts';

/** What sinks are looked at with. */
export interface SinkStores {
  readonly views: readonly OpenView[];
  /** `view_crm`, where generations beside the live one are blanked, too. */
  readonly viewCrm: Db;
  readonly ownShop: Db;
  readonly ownSellers: Db;
  /** Whether an order has a key. */
  readonly hasKey: (orderId: string) => Promise<boolean>;
  /** Longest that any process keeps a key in memory, in ms. */
  readonly keyCacheMs: number;
  /** Epoch ms. */
  readonly clock: () => number;
}

/** What a look at a sink has found: that it is rid of the data, or what it waits for. */
export type Examined =
  | { readonly isRid: true; readonly evidence: string }
  | { readonly isRid: false; readonly waitsFor: string };

/** A place that personal data gets to, or could get to. */
export interface Sink {
  readonly name: string;
  readonly how: ErasureMethod;
  /** Topics of the log that belong to it. */
  readonly topics: readonly TopicKind[];
  /** Views that belong to it. */
  readonly views: readonly string[];
  /** Collections, as `<database>.<collection>`; a `*` at the end stands for any rest. */
  readonly collections: readonly string[];
  /** Keys of Redis behind the prefix of the installation, in the same form. */
  readonly redisKeys: readonly string[];
  readonly examine: (erasure: Erasure, stores: SinkStores) => Promise<Examined>;
}

/** A look that found all as it should be. */
export function rid(evidence: string): Examined {
  return { isRid: true, evidence };
}

/** A look that has to be repeated. */
export function waits(waitsFor: string): Examined {
  return { isRid: false, waitsFor };
}
