import { COMMAND_RULES, type OrderCommandType } from '@karat/producers/order';
import type { OrderEventType, OrderStatus } from '@karat/schemas';

/** Which commands an event comes of; the lifecycle itself stands in the rules of commands. */
const COMMANDS_OF: Readonly<Record<OrderEventType, readonly OrderCommandType[]>> = {
  OrderInitiated: ['InitiateOrder'],
  OrderImported: ['ImportOrder'],
  ModelAttached: ['AttachModel'],
  ModelRemoved: ['RemoveModel'],
  OrderSubmitted: ['SubmitOrder', 'RetryPricing'],
  PriceCalculated: ['RecordPrice'],
  PricingFailed: ['RejectModel'],
  ManufacturingApproved: ['ApproveOrder'],
  OrderAssigned: ['AssignOrder'],
  OrderClaimed: ['ClaimOrder'],
  OrderReleased: ['ReleaseOrder'],
  OrderHandedOver: ['HandOverOrder'],
  ManufacturingCompleted: ['CompleteManufacturing'],
  DefectReported: ['ReportDefect'],
  PackagingStarted: ['StartPackaging'],
  OrderShipped: ['ShipOrder'],
  OrderClosed: ['CloseOrder'],
  OrderReturned: ['ReportReturn'],
  OrderCancelled: ['CancelOrder'],
  DueDateChanged: ['ChangeDueDate'],
  OrderOverdue: ['FlagOverdue'],
  OrderStuck: ['FlagStuck'],
  NoteAdded: ['AddNote'],
  NoticeRecorded: ['RecordNotice'],
  PersonalDataErased: ['ErasePersonalData'],
};

/** The statuses in which an event may befall an order; none for one that begins an order. */
export function allowedBefore(eventType: OrderEventType): ReadonlySet<OrderStatus> {
  return ALLOWED_BEFORE.get(eventType) ?? new Set();
}

const ALLOWED_BEFORE: ReadonlyMap<string, ReadonlySet<OrderStatus>> = new Map(
  Object.entries(COMMANDS_OF).map(([eventType, commands]) => {
    return [eventType, new Set(commands.flatMap((command) => COMMAND_RULES[command].allowedIn))];
  }),
);
