import type { KeyStore } from '@karat/infra/key-store';
import type { ObjectStore } from '@karat/infra/object-store';
import { z } from 'zod';
import { commandRoute } from '../http/command-route.ts';
import type { Route } from '../http/context.ts';
import { CODE, REFERENCE } from '../http/fields.ts';
import type { CommandSender } from '../http/send-command.ts';
import { atPosition } from '../queries/at-position.ts';
import type { Outcomes } from '../queries/outcomes.ts';
import { fromLive, type LiveView } from '../queries/from-live.ts';
import { orderRoute, type FindOrder } from '../queries/order-route.ts';
import { receiptRoute } from '../queries/receipt-route.ts';
import type { ViewClock } from '../queries/view-clock.ts';
import { attachModelRoute } from './attach-model-route.ts';
import { promiseFor } from './due-date-policy.ts';
import { initiateOrderRoute } from './initiate-order-route.ts';
import type { ModelOwners } from './model-owners.ts';
import type { ModelUploads } from './model-uploads.ts';
import { uploadRoutes } from './upload-routes.ts';
import { SHOP_ORDER } from './shop-order-schema.ts';

/** What the storefront's API stands on. */
export interface StorefrontOptions {
  readonly sender: CommandSender;
  readonly keys: KeyStore;
  readonly store: Pick<ObjectStore, 'put'>;
  /** Uploads that can be resumed, to be attached when they are finished. */
  readonly uploads: ModelUploads;
  readonly ownerOf: ModelOwners;
  readonly findOrder: FindOrder;
  /** How far the view is that `findOrder` looks into. */
  readonly orderClock: ViewClock;
  /** Which generation of it is live. */
  readonly liveOrders: LiveView;
  readonly outcomes: Outcomes;
}

/** Everything that the storefront can ask for. */
export function storefrontRoutes({
  sender,
  keys,
  store,
  uploads,
  ownerOf,
  findOrder,
  orderClock,
  liveOrders,
  outcomes,
}: StorefrontOptions): readonly Route[] {
  return [
    initiateOrderRoute(sender, keys),
    attachModelRoute({ sender, store, uploads, ownerOf }),
    ...uploadRoutes(uploads),
    submitRoute(sender),
    commandRoute(sender, {
      verb: 'approve',
      summary: 'Accepts the price and releases the order to the workshop',
      problems: ['price-expired'],
      body: z.strictObject({ paymentReference: REFERENCE }),
      commandOf: (data) => ({ type: 'ApproveOrder', data }),
    }),
    commandRoute(sender, {
      verb: 'cancel',
      summary: 'Cancels the order',
      body: z.strictObject({ reason: CODE }),
      commandOf: (data) => ({ type: 'CancelOrder', data }),
    }),
    atPosition([orderClock], fromLive(liveOrders, orderRoute(SHOP_ORDER, findOrder))),
    receiptRoute(outcomes),
  ];
}

/** The promise is made here, by the clock of the request, and kept with its policy's version. */
function submitRoute(sender: CommandSender): Route {
  return commandRoute(sender, {
    verb: 'submit',
    summary: 'Asks for the price of the order, and promises when it will be there',
    body: z.strictObject({ rush: z.boolean().default(false) }),
    commandOf: ({ rush }) => {
      return { type: 'SubmitOrder', data: { rush, ...promiseFor(sender.clock(), rush) } };
    },
  });
}
