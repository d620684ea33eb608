import type { Erasure, SinkAnswer, SinkWait } from './erasure-document.ts';
import { examineKeyCaches, examineKeys, examineSealed } from './examine-key.ts';
import { examineOutbox, examineShopOrder, examineWebhookBodies } from './examine-stores.ts';
import { examineView } from './examine-view.ts';
import { rid, type Sink, type SinkStores } from './sink.ts';

type Places = Pick<Sink, 'topics' | 'views' | 'collections' | 'redisKeys'>;

const NOWHERE: Places = { topics: [], views: [], collections: [], redisKeys: [] };

/** What holds no personal data by its nature; the ground stands as evidence in every proof. */
function stated(name: string, ground: string, places: Partial<Places> = {}): Sink {
  const examine = () => Promise.resolve(rid(ground));
  return { ...NOWHERE, ...places, name, how: 'holds-none', examine };
}

function sealed(name: string, places: Partial<Places>): Sink {
  return { ...NOWHERE, ...places, name, how: 'key-destroyed', examine: examineSealed };
}

/**
 * Every place that personal data of an order gets to, or could. Whoever adds a topic, a view, a
 * database, a collection or another store names it here, or a test fails; whoever adds exports,
 * mails or previews replaces the line that says that none are kept.
 */
export const SINKS: readonly Sink[] = [
  sealed('log: commands', { topics: ['commands'] }),
  sealed('log: events', { topics: ['events'] }),
  sealed('log: states', { topics: ['states'] }),
  stated('log: receipts', 'outcomes quote no personal field: those reach the writer sealed', {
    topics: ['receipts'],
  }),
  stated('log: identity', 'the identity of the log alone', { topics: ['identity'] }),
  sealed('disks of writers', {}),
  {
    ...NOWHERE,
    name: 'CRM view',
    how: 'purged',
    views: ['order-card'],
    collections: ['view_crm.order-card_*', 'view_crm.generations'],
    examine: examineView('order-card'),
  },
  {
    ...NOWHERE,
    name: 'shop view',
    how: 'holds-none',
    views: ['shop-order'],
    collections: ['view_shop.shop-order_*', 'view_shop.generations'],
    examine: examineView('shop-order'),
  },
  {
    ...NOWHERE,
    name: 'sellers’ view',
    how: 'holds-none',
    views: ['seller-order'],
    collections: ['view_sellers.seller-order_*', 'view_sellers.generations'],
    examine: examineView('seller-order'),
  },
  {
    ...NOWHERE,
    name: 'sellers’ feed',
    how: 'holds-none',
    views: ['seller-feed'],
    collections: ['view_sellers.seller-feed_*'],
    examine: examineView('seller-feed'),
  },
  {
    ...NOWHERE,
    name: 'work queue',
    how: 'holds-none',
    views: ['work-queue'],
    redisKeys: ['wq:*'],
    examine: examineView('work-queue'),
  },
  {
    ...NOWHERE,
    name: 'view of manufacturing in Mongo',
    how: 'holds-none',
    views: ['work-order'],
    collections: ['view_mes.work-order_*', 'view_mes.generations'],
    examine: examineView('work-order'),
  },
  {
    ...NOWHERE,
    name: 'event index',
    how: 'holds-none',
    views: ['event-index'],
    collections: ['view_operations.event-index_*', 'view_operations.generations'],
    examine: examineView('event-index'),
  },
  {
    ...NOWHERE,
    name: 'stages of orders',
    how: 'holds-none',
    views: ['order-stages'],
    collections: ['view_operations.order-stages_*'],
    examine: examineView('order-stages'),
  },
  stated('outcomes by command', 'ids, outcomes and times only', {
    collections: ['view_operations.receipts'],
  }),
  {
    ...NOWHERE,
    name: 'webhook bodies kept for resending',
    how: 'holds-none',
    collections: ['own_sellers.webhook_deliveries'],
    examine: examineWebhookBodies,
  },
  stated('sellers and their endpoints', 'data of sellers, none of their customers', {
    collections: [
      'own_sellers.webhook_endpoints',
      'own_sellers.webhook_orders',
      'own_sellers.webhook_positions',
      'own_sellers.webhook_turns',
    ],
  }),
  {
    ...NOWHERE,
    name: 'outbox of the shop',
    how: 'key-destroyed',
    collections: ['own_shop.outbox'],
    examine: examineOutbox,
  },
  {
    ...NOWHERE,
    name: 'documents of the shop',
    how: 'holds-none',
    collections: ['own_shop.orders', 'own_shop.leases'],
    examine: examineShopOrder,
  },
  stated('who writes an upload', 'ids of uploads, which say nothing of orders or customers', {
    collections: ['own_shop.upload_locks'],
  }),
  stated('requests for the next order', 'ids of requests and orders only', {
    collections: ['own_workshop.next_claims'],
  }),
  stated('which orders refer to which model files', 'ids, statuses and content hashes only', {
    collections: ['view_files.*'],
  }),
  stated('pricing', 'geometry by content hash, tariffs, metal prices', {
    collections: ['own_pricing.*'],
  }),
  stated('erasure proofs and audit log', 'ids, roles and times; no customer', {
    collections: ['own_operations.*'],
  }),
  {
    ...NOWHERE,
    name: 'keys',
    how: 'key-destroyed',
    collections: ['own_keys.order_keys'],
    examine: examineKeys,
  },
  { ...NOWHERE, name: 'key caches', how: 'expires', examine: examineKeyCaches },
  stated('model files', 'shapes by content hash, with no reference to order or customer'),
  stated('messages between processes', 'outcomes pass through Redis and are not kept there'),
  stated(
    'service logs, metrics and traces',
    'personal fields are redacted before they are written',
  ),
  stated('exports', 'none are kept'),
  stated('mails', 'none are kept'),
  stated('previews', 'none are kept'),
];

/** Looks at the sinks that have not answered yet. */
export async function examineSinks(
  erasure: Erasure,
  stores: SinkStores,
): Promise<{ readonly answers: readonly SinkAnswer[]; readonly waiting: readonly SinkWait[] }> {
  const answers = [...erasure.answers];
  const waiting: SinkWait[] = [];
  for (const { name, how, examine } of SINKS) {
    if (answers.some(({ sink }) => sink === name)) continue;
    const examined = await examine(erasure, stores);
    if (!examined.isRid) waiting.push({ sink: name, waitsFor: examined.waitsFor });
    else answers.push({ sink: name, how, evidence: examined.evidence, at: stores.clock() });
  }
  return { answers, waiting };
}
