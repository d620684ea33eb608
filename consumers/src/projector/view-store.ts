import { PlatformError } from '@karat/infra/errors';
import type { Versioned, ViewEntry } from '@karat/projections';
import type { StoredCopy } from './stored-copy.ts';
import type { Confirmation, ParkingStore, PositionMove } from '../subscription.ts';

/** A view before and after the events of a batch. */
export interface ViewChange<View> {
  readonly key: string;
  readonly before: View;
  readonly after: View;
  /** What the events leave beside the view. */
  readonly entries: readonly ViewEntry[];
}

/** A view, or an entry of one, under its key. */
export type StoredView<View> = readonly [key: string, view: View];

/** What a generation holds of a partition and some of its views. */
export interface StoredViews<View> {
  /** Next offset of the partition; 0 when none is stored. */
  readonly position: bigint;
  /** The views among the keys that are there. */
  readonly views: ReadonlyMap<string, View>;
}

/** Something stored beside the views that contradicts them, e.g. an entry in the wrong set. */
export interface StoredFault {
  readonly key: string;
  readonly detail: string;
}

/** What it takes to put right what is stored under a key. */
export interface Repair<View> {
  readonly key: string;
  /** The partition of the order that it is of. */
  readonly partition: number;
  /** As it was found; null where there was none. */
  readonly stored: View | null;
  /** As it has to be in its place; null where nothing may be. */
  readonly expected: View | null;
  /** The same, where everything before a position was folded and nothing behind it. */
  readonly at: (position: bigint) => View | null;
}

/** All that is stored of a generation, views and entries alike. */
export interface GenerationScan<View> {
  /** Every view, and every entry, with its key; in no order. */
  all(): AsyncGenerator<readonly StoredView<View>[], void, undefined>;
  /** The same as they are stored, which costs less where few of them are looked into. */
  copies(): AsyncGenerator<readonly StoredCopy<View>[], void, undefined>;
  /** Those of some keys that are there. */
  copiesOf(keys: readonly string[]): Promise<ReadonlyMap<string, StoredCopy<View>>>;
  /** The keys of every view and every entry; in no order. */
  keys(): AsyncGenerator<readonly string[], void, undefined>;
  /** Keys of views and entries, at most so many, chosen at random. */
  sample(count: number): Promise<readonly string[]>;
  count(): Promise<number>;
}

/** One generation of a view: a whole copy of it, with positions of its own. */
export interface Generation<View extends Versioned> extends GenerationScan<View> {
  readonly id: string;
  /** What is parked beside its positions; its scope is the id. */
  readonly parking: ParkingStore;
  positions(): Promise<ReadonlyMap<number, bigint>>;
  /** Stores that a partition begins, before anything of it is written. */
  begin(partition: number): Promise<void>;
  /** Stores beside the positions up to when they show everything. */
  confirm(confirmations: readonly Confirmation[]): Promise<void>;
  read(partition: number, keys: readonly string[]): Promise<StoredViews<View>>;
  /**
   * Stores views and position so that a repetition, a crash in between, or a process that wakes up
   * late change nothing.
   * @throws PositionMoved when the position is not where the move begins; DocumentsRefused with the
   * views that the store will never take: the others are stored then, the position is not.
   */
  write(move: PositionMove, changes: readonly ViewChange<View>[]): Promise<void>;
  /**
   * Stores views and entries faster than `write`, and no older one over a newer, so that it may be repeated; only
   * for a generation that is not live, whose position is written afterwards.
   */
  fill(views: ReadonlyMap<string, View>): Promise<void>;
  /**
   * Puts right what is stored under a key, if it is as it was found still: false when somebody was
   * faster, and then it has to be looked at again.
   */
  repair(repair: Repair<View>): Promise<boolean>;
  /** What is stored beside the views and contradicts them; null looks beside all of them. */
  faults(keys: readonly string[] | null): Promise<readonly StoredFault[]>;
  /** Whether that which was made for it is there still, and has not been dropped. */
  isPresent(): Promise<boolean>;
  /** Makes what the generation needs before its first view, e.g. indexes; safe to repeat. */
  prepare(): Promise<void>;
}

/** Which generation readers read, as whoever writes to it has to know it. */
export interface LiveGeneration {
  /** Null when there is none, or only one folded from another log. */
  readonly id: string | null;
  /** Whether another is about to take its place, so that nothing may be written to it now. */
  readonly isHeld: boolean;
}

/** Where all generations of a view are, one of which readers read. */
export interface ViewStore<View extends Versioned> {
  /** The live generation; null when there is none, or only one folded from another log. */
  active(): Promise<string | null>;
  /** The same, with whether it may be written to. */
  live(): Promise<LiveGeneration>;
  /** The generation before the live one, kept to go back to; null when there is none. */
  previous(): Promise<string | null>;
  /** Makes a first generation live, or gives the one that somebody else was faster with. */
  begin(): Promise<string>;
  /**
   * Holds back whoever writes to the live generation for so long, so that another can reach the end
   * of the log and no order goes back at the switch; false when it is held for a third one.
   */
  holdFor(id: string, holdMs: number): Promise<boolean>;
  /**
   * Makes a generation live at one stroke, while the live one is held for it or where none is. The
   * one before is kept to go back to; older ones are dropped.
   * @throws `fenced` (retryable) when the live one is not held for it any more.
   */
  activate(id: string): Promise<void>;
  /** Leaves the view without a live generation, if it is this one: it is wrong as a whole. */
  withdraw(id: string): Promise<void>;
  /** Drops a generation that is not live. */
  drop(id: string): Promise<void>;
  generation(id: string): Generation<View>;
}

/** The failure of a switch whose hold has run out. */
export function notHeld(view: string, id: string): PlatformError {
  const message = `Expected ${view} to be held for the generation ${id}, it is not any more`;
  return new PlatformError('fenced', message, { retryable: true, context: { view } });
}
