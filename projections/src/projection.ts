import type { ReadEvent } from '@karat/schemas';

/** The personal data of an order, as the seal is opened. */
export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
}

/**
 * An event as a view folds it. The shell has opened the sealed customer for projections that
 * declare `personal`; it is null for all others, for other events, and when the key is gone.
 */
export type ProjectedEvent = ReadEvent & {
  readonly customer: Customer | null;
  /** The sealed words of a note, a defect or a return, opened on the same conditions. */
  readonly words: string | null;
};

/** What every view of one order says: which version of the order it shows. */
export interface Versioned {
  /** The version of the order; 0 before its first event. */
  readonly version: number;
}

/** The databases of views, each with one kind of reader. */
export type ViewDatabase =
  'view_mes' | 'view_crm' | 'view_shop' | 'view_sellers' | 'view_operations';

/** An index of the view's collection; 1 is ascending, −1 descending. */
export interface ViewIndex {
  readonly fields: Readonly<Record<string, 1 | -1>>;
  /** A number that documents must have to be in it; absent where all are. */
  readonly whereSet?: string;
}

/**
 * What a single event leaves in a view for good, beside the view of its order: a line of a feed, a
 * stage that is over. What it says of the order comes from the order's view, which is folded with it.
 */
export interface ViewEntry {
  /** `<key of the view>/<version>.<part>` of the event, so that a repetition meets itself. */
  readonly key: string;
  readonly entry: Versioned;
}

/** A view as data: where it lives, what it is keyed by, and how an event changes it. Pure. */
export interface Projection<View extends Versioned> {
  /** Name in commands, metrics, consumer groups and collections. */
  readonly name: string;
  /** The Mongo database it is stored in; `redis` for the one view that lives there. */
  readonly database: ViewDatabase | 'redis';
  /** Whether it shows personal data, and so has to be purged when that is erased. */
  readonly personal: boolean;
  readonly indexes: readonly ViewIndex[];
  /** The view before the first event. */
  initial(key: string): View;
  /** Which view an event belongs to. */
  keyOf(event: ProjectedEvent): string;
  /** The view after the event; depends on nothing but its arguments. */
  evolve(view: View, event: ProjectedEvent): View;
  /** What the event leaves for good beside the view, which it led from `before` to `after`. */
  entryOf?(before: View, after: View, event: ProjectedEvent): Versioned | null;
  /** What is kept of the view where that is less than all of it; the rest is of no more use. */
  keptOf?(view: View): View;
}
