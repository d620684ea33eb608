import { DELIVERIES } from '../webhooks/delivery-store.ts';
import type { WebhookDelivery } from '../webhooks/delivery.ts';
import type { Erasure } from './erasure-document.ts';
import { examineSealed } from './examine-key.ts';
import { leftPersonal } from './left-personal.ts';
import { rid, waits, type Examined, type SinkStores } from './sink.ts';

/** Bodies kept for resending are made without personal data; each of the order is read again. */
export async function examineWebhookBodies(
  { _id: orderId }: Erasure,
  { ownSellers }: SinkStores,
): Promise<Examined> {
  const deliveries = ownSellers.collection<WebhookDelivery>(DELIVERIES, { promoteBuffers: true });
  let count = 0;
  for await (const { _id, body } of deliveries.find({ orderId })) {
    const left = leftPersonal(JSON.parse(Buffer.from(body).toString('utf8')));
    if (left.length > 0) return waits(`delivery ${_id} shows ${left.join(', ')}`);
    count += 1;
  }
  return rid(`${String(count)} bodies read again, nothing personal`);
}

/** The shop's own document of the order names no person. */
export async function examineShopOrder(
  { _id: orderId }: Erasure,
  { ownShop }: SinkStores,
): Promise<Examined> {
  const document = await ownShop.collection<{ _id: string }>('orders').findOne({ _id: orderId });
  const left = leftPersonal(document);
  if (left.length > 0) return waits(`the shop's order shows ${left.join(', ')}`);
  return rid(`${document === null ? 'no document' : '1 document read again'}, nothing personal`);
}

/** Commands that wait for Kafka, or have gone there lately, are sealed like those in the log. */
export async function examineOutbox(erasure: Erasure, stores: SinkStores): Promise<Examined> {
  const examined = await examineSealed(erasure, stores);
  if (!examined.isRid) return examined;
  const rows = await stores.ownShop.collection('outbox').countDocuments({ orderId: erasure._id });
  return rid(`${String(rows)} rows, ${examined.evidence}`);
}
