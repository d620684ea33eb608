import { orderCard, type OrderCard } from '@karat/projections';
import type { OrderStatus } from '@karat/schemas';
import type { Db } from 'mongodb';
import type { Cursor } from '../http/cursor.ts';
import { documentPage, type DocumentPage, type ListQuery } from './document-page.ts';

/** Which cards CRM wants to see; undefined is any. */
export interface CardFilter {
  readonly status?: OrderStatus | undefined;
  readonly customerId?: string | undefined;
  /** Those that are late, the latest first. */
  readonly overdue?: boolean | undefined;
  /** Those that are stuck in their status, the longest first. */
  readonly stuck?: boolean | undefined;
}

/**
 * A page of cards: of late and stuck ones the worst first; of a customer's the newest; of a status the
 * one that has waited longest; else the latest change.
 * @throws ProblemError `unavailable` where no generation is live.
 */
export function cardPage(
  db: Db,
  filter: CardFilter,
  page: { readonly limit: number; readonly after: Cursor | null },
): Promise<DocumentPage<OrderCard>> {
  const { status, customerId, overdue, stuck } = filter;
  const equal = {
    ...(status === undefined ? {} : { status }),
    ...(customerId === undefined ? {} : { customerId }),
  };
  const set = [
    ...(overdue === true ? ['overdueSince'] : []),
    ...(stuck === true ? ['stuckAt'] : []),
  ];
  return documentPage(db, orderCard.name, { ...page, equal, set, ...orderOf(filter) });
}

function orderOf(filter: CardFilter): Pick<ListQuery, 'sortBy' | 'direction'> {
  if (filter.overdue === true) return { sortBy: 'overdueSince', direction: 1 };
  if (filter.stuck === true) return { sortBy: 'stuckAt', direction: 1 };
  if (filter.customerId !== undefined) return { sortBy: 'createdAt', direction: -1 };
  return { sortBy: 'updatedAt', direction: filter.status === undefined ? -1 : 1 };
}
