import { randomUUID } from 'node:crypto';
import { workOrder, type WorkOrder } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import { workOrderPage, type WorkOrderQuery } from '../../src/queries/work-order-page.ts';
import { byIndexAlone, idsInPages, type PagedList } from '../support/pages.ts';
import { createViewDatabase, type StoredDocument } from '../support/view-database.ts';

const [APPROVED, CLOSED] = ['MANUFACTURING_APPROVED', 'CLOSED'] as const;

/** Of every kind some, and some of the same urgency or age. */
function orderNo(index: number): StoredDocument & WorkOrder {
  const orderId = randomUUID();
  return {
    _id: orderId,
    ...workOrder.initial(orderId),
    version: 5,
    status: index % 5 === 0 ? CLOSED : APPROVED,
    materials: index % 2 === 0 ? ['gold-585', 'silver-925'] : ['silver-925'],
    operatorId: index % 3 === 0 ? 'anna' : null,
    sellerId: index % 7 === 0 ? null : 'jewels',
    urgentAt: 1_000 * (1 + (index % 97)),
    enteredAt: 1_000 * (1 + (index % 89)),
  };
}

type Filter = Pick<WorkOrderQuery, 'status' | 'material' | 'operatorId' | 'sellerId'>;

const FILTERS: readonly (readonly [Filter, index: string])[] = [
  [{ status: APPROVED }, ''],
  [{ status: APPROVED, material: 'gold-585' }, 'materials: 1, '],
  [{ status: APPROVED, operatorId: 'anna' }, 'operatorId: 1, '],
  [{ status: APPROVED, sellerId: 'jewels' }, 'sellerId: 1, '],
];
const SORTS = { urgency: 'urgentAt: 1', newest: 'enteredAt: -1' } as const;

async function storedOrders(t: ExecutionContext, count: number) {
  const { db, store, activate } = await createViewDatabase(t);
  const orders = Array.from({ length: count }, (_, index) => orderNo(index));
  await store(workOrder, 'a', orders);
  await activate(workOrder, 'a');
  const listOf = (filter: Filter, sort: WorkOrderQuery['sort']): PagedList<WorkOrder> => ({
    db,
    view: workOrder.name,
    read: (page) => workOrderPage(db, { ...filter, sort, ...page }),
  });
  return { orders, listOf };
}

function expectedOf(orders: readonly WorkOrder[], filter: Filter, sort: WorkOrderQuery['sort']) {
  const { status, material, operatorId, sellerId } = filter;
  const wanted = orders.filter((order) => {
    if (order.status !== status) return false;
    if (material !== undefined && !order.materials.includes(material)) return false;
    if (operatorId !== undefined && order.operatorId !== operatorId) return false;
    return sellerId === undefined || order.sellerId === sellerId;
  });
  const place = ({ urgentAt, enteredAt }: WorkOrder) => (sort === 'newest' ? -enteredAt : urgentAt);
  return wanted
    .toSorted((one, other) => place(one) - place(other) || (one.orderId < other.orderId ? -1 : 1))
    .map(({ orderId }) => orderId);
}

test('orders are found by every filter, in both orders, each once', async (t) => {
  const { orders, listOf } = await storedOrders(t, 300);
  const all = { status: APPROVED, material: 'gold-585', operatorId: 'anna', sellerId: 'jewels' };
  for (const filter of [...FILTERS.map(([one]) => one), all, { status: CLOSED } as const]) {
    for (const sort of ['urgency', 'newest'] as const) {
      const expected = expectedOf(orders, filter, sort);
      t.true(expected.length > 10);
      t.deepEqual(await idsInPages(listOf(filter, sort), 7), expected);
    }
  }
});

test('every page is found in order by an index, wherever it lies', async (t) => {
  const { listOf } = await storedOrders(t, 3_000);
  for (const [filter, fields] of FILTERS) {
    for (const sort of ['urgency', 'newest'] as const) {
      const index = `{ status: 1, ${fields}${SORTS[sort]}, _id: 1 }`;
      await byIndexAlone(t, listOf(filter, sort), index);
    }
  }
});

test('while no view is built the answer says so', async (t) => {
  const { db } = await createViewDatabase(t);
  const page = workOrderPage(db, { status: CLOSED, sort: 'newest', limit: 1, after: null });
  await t.throwsAsync(page, { message: /work-order to be built/ });
});
