import { workOrder } from '@karat/projections';
import type { Db } from 'mongodb';
import { z } from 'zod';
import { commandRoute, NO_FIELDS } from '../http/command-route.ts';
import { actorOf, type Route } from '../http/context.ts';
import { REFERENCE } from '../http/fields.ts';
import type { CommandSender } from '../http/send-command.ts';
import { atPosition } from '../queries/at-position.ts';
import type { Outcomes } from '../queries/outcomes.ts';
import { fromLive, liveInMongo } from '../queries/from-live.ts';
import { mongoClock } from '../queries/mongo-clock.ts';
import { orderRoute } from '../queries/order-route.ts';
import { receiptRoute } from '../queries/receipt-route.ts';
import type { ViewClock } from '../queries/view-clock.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import { commandAnswers } from '../openapi/route-doc.ts';
import { objectOf, TEXT } from '../openapi/schemas.ts';
import { claimNextRoute } from './claim-next-route.ts';
import type { NextClaims } from './claim-next-store.ts';
import { CLAIM_FACTS, claimAnswer } from './claim-answer.ts';
import { myWorkRoute } from './my-work-route.ts';
import { queueAnswerOf } from './queue-answer.ts';
import { QUEUE_ROW } from './queue-schema.ts';
import { REWARD_2026_11 } from './reward-tariff.ts';
import { workOrdersRoute } from './work-orders-route.ts';
import { workQueueRoute } from './work-queue-route.ts';

/** What the operators' API stands on. */
export interface OperatorOptions {
  readonly sender: CommandSender;
  readonly queue: WorkQueue;
  readonly queueClock: ViewClock;
  readonly outcomes: Outcomes;
  /** `view_mes`. */
  readonly workOrders: Db;
  readonly claims: NextClaims;
}

/** Everything that operators, logistics and supervisors can ask for, but the live queue. */
export function operatorRoutes(options: OperatorOptions): readonly Route[] {
  const { sender, queue, queueClock, outcomes, workOrders, claims } = options;
  const orders = liveInMongo(workOrders, workOrder.name);
  const live = { view: queueClock.view, generation: queue.liveGeneration };
  return [
    atPosition([queueClock], workQueueRoute(queue)),
    atPosition([queueClock], fromLive(live, myWorkRoute(queue))),
    atPosition(
      [mongoClock(workOrders, workOrder.name)],
      fromLive(orders, workOrdersRoute(workOrders)),
    ),
    meRoute(),
    atPosition([queueClock], fromLive(live, queuedOrderRoute(queue))),
    receiptRoute(outcomes),
    claimNextRoute({ sender, queue, claims }),
    commandRoute(sender, {
      verb: 'claim',
      summary: 'Takes the order to work on; whoever is first has it',
      body: NO_FIELDS,
      commandOf: (data) => ({ type: 'ClaimOrder', data }),
      answer: claimAnswer(queue),
      answers: commandAnswers(CLAIM_FACTS, 201),
      problems: ['already-claimed', 'assigned-to-other'],
    }),
    commandRoute(sender, {
      verb: 'release',
      summary: 'Gives the order back',
      body: NO_FIELDS,
      commandOf: (data) => ({ type: 'ReleaseOrder', data }),
    }),
    commandRoute(sender, {
      verb: 'complete',
      summary: 'Says that the order is made, which earns its reward',
      body: NO_FIELDS,
      commandOf: () => ({ type: 'CompleteManufacturing', data: REWARD_2026_11 }),
    }),
    ...logisticsRoutes(sender),
    ...supervisorRoutes(sender),
  ];
}

function supervisorRoutes(sender: CommandSender): readonly Route[] {
  const body = z.strictObject({ operatorId: REFERENCE });
  return [
    commandRoute(sender, {
      verb: 'assign',
      summary: 'Reserves the order for one operator, who alone may claim it then',
      body,
      commandOf: (data) => ({ type: 'AssignOrder', data }),
    }),
    commandRoute(sender, {
      verb: 'hand-over',
      summary: 'Gives an order in work to another operator',
      body,
      commandOf: (data) => ({ type: 'HandOverOrder', data }),
    }),
  ];
}

function logisticsRoutes(sender: CommandSender): readonly Route[] {
  return [
    commandRoute(sender, {
      verb: 'pack',
      summary: 'Says that the order is being packed',
      body: NO_FIELDS,
      commandOf: (data) => ({ type: 'StartPackaging', data }),
    }),
    commandRoute(sender, {
      verb: 'ship',
      summary: 'Says that the parcel is on its way',
      body: z.strictObject({ carrier: REFERENCE, trackingNumber: REFERENCE }),
      commandOf: (data) => ({ type: 'ShipOrder', data }),
    }),
    commandRoute(sender, {
      verb: 'close',
      summary: 'Closes the order',
      body: NO_FIELDS,
      commandOf: (data) => ({ type: 'CloseOrder', data }),
    }),
  ];
}

/** `GET /v1/me`: whose token it is. */
function meRoute(): Route {
  return {
    method: 'GET',
    path: '/v1/me',
    doc: {
      summary: 'Tells whose token it is',
      answers: { 200: { description: 'Who asks.', schema: objectOf({ role: TEXT, id: TEXT }) } },
    },
    handle: (ctx) => {
      ctx.body = actorOf(ctx);
    },
  };
}

function queuedOrderRoute(queue: WorkQueue): Route {
  return orderRoute(QUEUE_ROW, async (orderId) => {
    const row = await queue.row(await queue.liveGeneration(), orderId);
    return row === null ? null : { version: row.version, body: { ...queueAnswerOf(row) } };
  });
}
