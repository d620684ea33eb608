import { randomUUID } from 'node:crypto';
import { orderCard, type OrderCard } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import { cardPage, type CardFilter } from '../../src/queries/card-list.ts';
import { byIndexAlone, idsInPages, type PagedList } from '../support/pages.ts';
import { createViewDatabase, type StoredDocument } from '../support/view-database.ts';

/** Of every kind some, and some of the same time. */
function cardNo(index: number): StoredDocument & OrderCard {
  const orderId = randomUUID();
  return {
    _id: orderId,
    ...orderCard.initial(orderId),
    version: 5,
    status: index % 2 === 0 ? 'SUBMITTED' : 'PRICE_CALCULATED',
    customerId: index % 3 === 0 ? 'c-1' : `c-${String(index)}`,
    overdueSince: index % 4 === 0 ? 1_000 * (1 + (index % 31)) : null,
    stuckAt: index % 5 === 0 ? 1_000 * (1 + (index % 37)) : null,
    createdAt: 1_000 * (1 + (index % 41)),
    updatedAt: 1_000 * (1 + (index % 43)),
  };
}

type Place = (card: OrderCard) => number;
const LISTS: readonly (readonly [CardFilter, index: string, place: Place])[] = [
  [{}, '{ updatedAt: -1, _id: 1 }', ({ updatedAt }) => -updatedAt],
  [{ status: 'SUBMITTED' }, '{ status: 1, updatedAt: 1, _id: 1 }', ({ updatedAt }) => updatedAt],
  [
    { customerId: 'c-1' },
    '{ customerId: 1, createdAt: -1, _id: 1 }',
    ({ createdAt }) => -createdAt,
  ],
  [{ overdue: true }, '{ overdueSince: 1, _id: 1 }', ({ overdueSince }) => overdueSince ?? 0],
  [{ stuck: true }, '{ stuckAt: 1, _id: 1 }', ({ stuckAt }) => stuckAt ?? 0],
];

async function storedCards(t: ExecutionContext, count: number) {
  const { db, store, activate } = await createViewDatabase(t);
  const cards = Array.from({ length: count }, (_, index) => cardNo(index));
  await store(orderCard, 'a', cards);
  await activate(orderCard, 'a');
  const listOf = (filter: CardFilter): PagedList<OrderCard> => ({
    db,
    view: orderCard.name,
    read: (page) => cardPage(db, filter, page),
  });
  return { cards, listOf };
}

function expectedOf(cards: readonly OrderCard[], filter: CardFilter, place: Place) {
  const wanted = cards.filter((card) => {
    if (filter.status !== undefined && card.status !== filter.status) return false;
    if (filter.customerId !== undefined && card.customerId !== filter.customerId) return false;
    if (filter.overdue === true && card.overdueSince === null) return false;
    return filter.stuck !== true || card.stuckAt !== null;
  });
  return wanted
    .toSorted((one, other) => place(one) - place(other) || (one.orderId < other.orderId ? -1 : 1))
    .map(({ orderId }) => orderId);
}

test('late, stuck, a customer’s and a status’s orders are listed whole, the first of them first', async (t) => {
  const { cards, listOf } = await storedCards(t, 240);
  for (const [filter, , place] of LISTS) {
    const expected = expectedOf(cards, filter, place);
    t.true(expected.length > 20);
    t.deepEqual(await idsInPages(listOf(filter), 9), expected);
  }
  const all = { overdue: true, stuck: true, customerId: 'c-1', status: 'SUBMITTED' } as const;
  const worst = expectedOf(cards, all, ({ overdueSince }) => overdueSince ?? 0);
  t.true(worst.length > 1);
  t.deepEqual(await idsInPages(listOf(all), 1), worst);
});

test('every page of cards is found in order by an index, wherever it lies', async (t) => {
  const { listOf } = await storedCards(t, 3_000);
  for (const [filter, index] of LISTS) await byIndexAlone(t, listOf(filter), index);
});
