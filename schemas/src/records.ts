// Generated from avro/*.avsc by `npm run generate`; a test fails when it is not up to date.

/** Accepts the price and releases the order for manufacturing. */
export interface ApproveOrder {
  /** Reference of the payment; null where the seller is billed. */
  readonly paymentReference: string | null;
}

/** Attaches a 3D model to a piece, or replaces it. */
export interface AttachModel {
  /** The piece. */
  readonly itemId: string;
  /** SHA-256 of the model, lower-case hex. */
  readonly modelSha256: string;
  /** Format as sniffed from the bytes, e.g. STL. */
  readonly modelFormat: string;
  /** Size of the model in bytes. */
  readonly modelBytes: number;
}

/** Cancels the order before it is shipped. */
export interface CancelOrder {
  /** Machine-readable reason of the cancellation. */
  readonly reason: string;
}

/** An operator takes the order into work. */
export type ClaimOrder = Record<never, never>;

/** The order is delivered and done. */
export type CloseOrder = Record<never, never>;

/** The operator has finished the pieces. */
export interface CompleteManufacturing {
  /** Reward of the operator in minor units. */
  readonly rewardMinor: number;
  /** ISO 4217 code of the reward. */
  readonly currency: string;
  /** Version of the reward tariff that was applied. */
  readonly rewardTariffVersion: string;
}

/** Begins an order. */
export interface InitiateOrder {
  /** The seller whose customer orders; null for a customer of the storefront itself. */
  readonly sellerId: string | null;
  /** The seller's own reference of the order. */
  readonly sellerOrderRef: string | null;
  /** Pseudonymous customer identifier of the storefront. */
  readonly customerId: string | null;
  /** Personal data: name, mail, phone and address as JSON, sealed with the key of the order. */
  readonly customer: Buffer;
  /** The pieces, at least one. */
  readonly items: readonly OrderItem[];
}

/** Records the price of a submission. */
export interface RecordPrice {
  /** The submission that was priced, from 1. */
  readonly submissionNo: number;
  /** Geometry and price of each piece. */
  readonly items: readonly PricedItem[];
  /** Sum of the items in minor units. */
  readonly totalMinor: number;
  /** ISO 4217 code of all amounts. */
  readonly currency: string;
  /** Version of the tariff that was applied. */
  readonly tariffVersion: string;
  /** Version of the metal price snapshot that was applied. */
  readonly metalPricesVersion: string;
  /** Estimated time from start of manufacturing to packed, milliseconds. */
  readonly estimatedWorkMs: number;
  /** Until when the price may be approved, epoch milliseconds UTC. */
  readonly validUntil: number;
}

/** Records why a submission could not be priced. */
export interface RejectModel {
  /** The submission that was examined, from 1. */
  readonly submissionNo: number;
  /** Every reason found, at least one. */
  readonly reasons: readonly PricingReason[];
}

/** The operator who holds the order gives it back. */
export type ReleaseOrder = Record<never, never>;

/** Asks for a price again after pricing failed. */
export type RetryPricing = Record<never, never>;

/** Logistics hands the parcel to the carrier. */
export interface ShipOrder {
  /** Carrier code. */
  readonly carrier: string;
  /** Number under which the carrier tracks the parcel. */
  readonly trackingNumber: string;
}

/** Logistics begins to pack the order. */
export type StartPackaging = Record<never, never>;

/** Asks for a price; carries the promise made to the customer. */
export interface SubmitOrder {
  /** Whether the customer pays for a shorter promise. */
  readonly rush: boolean;
  /** The promised time of shipping, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** Version of the due-date policy that made the promise. */
  readonly policyVersion: string;
}

/** The order may be manufactured. */
export interface ManufacturingApproved {
  /** Reference of the payment; null where the seller is billed. */
  readonly paymentReference: string | null;
}

/** The pieces are finished. */
export interface ManufacturingCompleted {
  /** The operator who finished them. */
  readonly operatorId: string;
  /** Reward of the operator in minor units. */
  readonly rewardMinor: number;
  /** ISO 4217 code of the reward. */
  readonly currency: string;
  /** Version of the reward tariff that was applied. */
  readonly rewardTariffVersion: string;
}

/** A piece has a 3D model; a price given before no longer holds. */
export interface ModelAttached {
  /** The piece. */
  readonly itemId: string;
  /** SHA-256 of the model, lower-case hex. */
  readonly modelSha256: string;
  /** Format as sniffed from the bytes, e.g. STL. */
  readonly modelFormat: string;
  /** Size of the model in bytes. */
  readonly modelBytes: number;
}

/** The order is cancelled. */
export interface OrderCancelled {
  /** Machine-readable reason of the cancellation. */
  readonly reason: string;
  /** Whether the customer had approved and is owed a refund. */
  readonly refundOwed: boolean;
}

/** An operator took the order into work. */
export interface OrderClaimed {
  /** The operator. */
  readonly operatorId: string;
}

/** The order is done. */
export type OrderClosed = Record<never, never>;

/** An order exists. */
export interface OrderInitiated {
  /** The seller whose customer orders; null for a customer of the storefront itself. */
  readonly sellerId: string | null;
  /** The seller's own reference of the order. */
  readonly sellerOrderRef: string | null;
  /** Pseudonymous customer identifier of the storefront. */
  readonly customerId: string | null;
  /** Personal data: name, mail, phone and address as JSON, sealed with the key of the order. */
  readonly customer: Buffer;
  /** The pieces, at least one. */
  readonly items: readonly OrderItem[];
}

/** The order waits for an operator again. */
export interface OrderReleased {
  /** The operator who gave it back. */
  readonly operatorId: string;
}

/** The parcel is with the carrier. */
export interface OrderShipped {
  /** Carrier code. */
  readonly carrier: string;
  /** Number under which the carrier tracks the parcel. */
  readonly trackingNumber: string;
}

/** A price was asked for. */
export interface OrderSubmitted {
  /** Number of this submission of the order, from 1. */
  readonly submissionNo: number;
  /** Whether the customer pays for a shorter promise. */
  readonly rush: boolean;
  /** The promised time of shipping, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** Version of the due-date policy that made the promise. */
  readonly policyVersion: string;
  /** The pieces as submitted, each with its model. */
  readonly items: readonly OrderItem[];
}

/** The order is being packed. */
export type PackagingStarted = Record<never, never>;

/** The submission has a price. */
export interface PriceCalculated {
  /** The submission that was priced, from 1. */
  readonly submissionNo: number;
  /** Geometry and price of each piece. */
  readonly items: readonly PricedItem[];
  /** Sum of the items in minor units. */
  readonly totalMinor: number;
  /** ISO 4217 code of all amounts. */
  readonly currency: string;
  /** Version of the tariff that was applied. */
  readonly tariffVersion: string;
  /** Version of the metal price snapshot that was applied. */
  readonly metalPricesVersion: string;
  /** Estimated time from start of manufacturing to packed, milliseconds. */
  readonly estimatedWorkMs: number;
  /** Until when the price may be approved, epoch milliseconds UTC. */
  readonly validUntil: number;
}

/** The submission could not be priced. */
export interface PricingFailed {
  /** The submission that was examined, from 1. */
  readonly submissionNo: number;
  /** Every reason found, at least one. */
  readonly reasons: readonly PricingReason[];
}

/** Extent of a mesh along its own axes. */
export interface BoundingBox {
  /** Extent in millimetres. */
  readonly x: number;
  /** Extent in millimetres. */
  readonly y: number;
  /** Extent in millimetres. */
  readonly z: number;
}

/** One piece of an order: what is made, of what, how often. */
export interface OrderItem {
  /** Identifier of the piece within its order. */
  readonly itemId: string;
  /** How many of it, 1 to 999. */
  readonly quantity: number;
  /** Material code of the tariff, e.g. silver-925. */
  readonly material: string;
  /** Finish code of the tariff, e.g. polished. */
  readonly finish: string;
  /** SHA-256 of the attached 3D model in lower-case hex; null until one is attached. */
  readonly modelSha256: string | null;
  /** Format of the model as sniffed from its bytes, e.g. STL; null without a model. */
  readonly modelFormat: string | null;
  /** Size of the model in bytes; null without a model. */
  readonly modelBytes: number | null;
}

/** Every OrderStatus, in the order of its schema. */
export const ORDER_STATUS_SYMBOLS = [
  'INITIATED',
  'SUBMITTED',
  'PRICING_FAILED',
  'PRICE_CALCULATED',
  'MANUFACTURING_APPROVED',
  'MANUFACTURING_STARTED',
  'MANUFACTURING_COMPLETED',
  'PACKAGING',
  'SHIPPED',
  'CLOSED',
  'CANCELLED',
  'RETURNED',
] as const;

/** Where an order stands; the only status names, everywhere. */
export type OrderStatus = (typeof ORDER_STATUS_SYMBOLS)[number];

/** One addend of a price. */
export interface PricePart {
  /** What is charged, a code of the tariff, e.g. metal or setup. */
  readonly code: string;
  /** Amount in minor units of the currency of the price. */
  readonly amountMinor: number;
}

/** The geometry and price of one piece, with every figure the price was made of. */
export interface PricedItem {
  /** The piece. */
  readonly itemId: string;
  /** SHA-256 of the model that was measured, lower-case hex. */
  readonly modelSha256: string;
  /** Enclosed volume in cubic millimetres. */
  readonly volumeMm3: number;
  /** Surface in square millimetres. */
  readonly areaMm2: number;
  /** Extent in millimetres. */
  readonly boundingBoxMm: BoundingBox;
  /** Number of triangles. */
  readonly triangles: number;
  /** Material code that was priced. */
  readonly material: string;
  /** Finish code that was priced. */
  readonly finish: string;
  /** Pieces that were priced. */
  readonly quantity: number;
  /** Metal of one piece with casting loss, milligrams. */
  readonly metalMassMg: number;
  /** Printer time of all pieces, milliseconds. */
  readonly machineTimeMs: number;
  /** The addends; they sum to amountMinor. */
  readonly parts: readonly PricePart[];
  /** Price of all pieces of this item in minor units. */
  readonly amountMinor: number;
}

/** Why a price could not be given. */
export interface PricingReason {
  /** The piece; null when the whole order is meant. */
  readonly itemId: string | null;
  /** Machine-readable reason, e.g. truncated, open-edge, storage-unavailable. */
  readonly code: string;
  /** What was expected and what was found. */
  readonly detail: string;
  /** Whether the same model may succeed later. */
  readonly retriable: boolean;
}

/** Why a command was refused. */
export interface Refusal {
  /** A refusal reason of the domain, e.g. illegal-transition. */
  readonly reason: string;
  /** What was expected and what was found. */
  readonly detail: string;
  /** Version of the order where the command expected another; else null. */
  readonly currentVersion: number | null;
  /** Commands that the order would accept now. */
  readonly allowedTransitions: readonly string[];
  /** Operator who holds the order, for already-claimed; else null. */
  readonly claimedBy: string | null;
  /** When that operator claimed it, epoch milliseconds UTC. Null unless already-claimed. */
  readonly claimedAt: number | null;
}

/** Every CommandOutcome, in the order of its schema. */
export const COMMAND_OUTCOME_SYMBOLS = ['ACCEPTED', 'NO_CHANGE', 'REFUSED'] as const;

/** What became of a command. */
export type CommandOutcome = (typeof COMMAND_OUTCOME_SYMBOLS)[number];

/** The outcome of one command, written in the transaction of its events. */
export interface CommandReceipt {
  /** Name of the command. */
  readonly commandType: string;
  /** What became of it. */
  readonly outcome: CommandOutcome;
  /** Whether this answers a repetition of a command decided before. */
  readonly repeated: boolean;
  /** Offset of the command in the partition of the order. */
  readonly commandOffset: number;
  /** Version of the order after the command; 0 where there is no order. */
  readonly version: number;
  /** Status of the order after the command; null where there is no order. */
  readonly status: OrderStatus | null;
  /** Identifiers of the events written for the command, in order. */
  readonly eventIds: readonly string[];
  /** When it was decided, epoch milliseconds UTC. */
  readonly decidedAt: number;
  /** The reason; null unless refused. */
  readonly refusal: Refusal | null;
}

/** A command that the order remembers, so that a repetition is answered and not decided again. */
export interface AcceptedCommand {
  /** The command. */
  readonly commandId: string;
  /** SHA-256 of its body, to tell a repetition from a reused key. */
  readonly bodyHash: string;
  /** ACCEPTED or NO_CHANGE. */
  readonly outcome: CommandOutcome;
  /** Version of the order after it. */
  readonly version: number;
  /** Status of the order after it. */
  readonly status: OrderStatus;
  /** Events written for it. */
  readonly eventIds: readonly string[];
}

/** Who works on the order. */
export interface Claim {
  /** The operator. */
  readonly operatorId: string;
  /** Since when, epoch milliseconds UTC. */
  readonly claimedAt: number;
}

/** What was promised at submission. */
export interface DuePromise {
  /** Whether rush was paid for. */
  readonly rush: boolean;
  /** When it is promised, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** Version of the due-date policy. */
  readonly policyVersion: string;
}

/** The changelog record of one order: its state and the commands it remembers. */
export interface OrderSnapshot {
  /** Incarnation of the log that this was folded from. */
  readonly incarnation: string;
  /** Version of evolve that folded it; another version folds anew. */
  readonly evolveHash: string;
  /** The state; null for an order of which only refused commands are known. */
  readonly state: OrderState | null;
  /** Commands accepted so far. */
  readonly accepted: readonly AcceptedCommand[];
  /** The last refusals, at most 32. */
  readonly refused: readonly RefusedCommand[];
}

/** What the writer needs to know of an order to decide its next command. */
export interface OrderState {
  /** The order. */
  readonly orderId: string;
  /** Number of events of the order. */
  readonly version: number;
  /** Status of the order. */
  readonly status: OrderStatus;
  /** Seller of the order. */
  readonly sellerId: string | null;
  /** The pieces. */
  readonly items: readonly OrderItem[];
  /** Number of submissions so far. */
  readonly submissionNo: number;
  /** The promise of the last submission. */
  readonly submission: DuePromise | null;
  /** The price that can be approved, if any. */
  readonly price: Price | null;
  /** Who works on it, if anybody does. */
  readonly claim: Claim | null;
  /** Time of the last event, epoch milliseconds UTC. */
  readonly lastEventAt: number;
}

/** The price that can be approved. */
export interface Price {
  /** Total in minor units. */
  readonly totalMinor: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Until when, epoch milliseconds UTC. */
  readonly validUntil: number;
}

/** A refusal that the order remembers. */
export interface RefusedCommand {
  /** The command. */
  readonly commandId: string;
  /** SHA-256 of its body. */
  readonly bodyHash: string;
  /** The reason given. */
  readonly refusal: Refusal;
}

/** How far the writer of a partition has decided. */
export interface WriterPosition {
  /** Incarnation of the log. */
  readonly incarnation: string;
  /** Offset of the last decided command. */
  readonly commandOffset: number;
  /** Number of the writer that decided it, one more than its predecessor. */
  readonly writerEpoch: number;
  /** Version of evolve of that writer. */
  readonly evolveHash: string;
}

/** Every command of an order, told apart by its type. */
export type OrderCommand =
  | { readonly type: 'ApproveOrder'; readonly data: ApproveOrder }
  | { readonly type: 'AttachModel'; readonly data: AttachModel }
  | { readonly type: 'CancelOrder'; readonly data: CancelOrder }
  | { readonly type: 'ClaimOrder'; readonly data: ClaimOrder }
  | { readonly type: 'CloseOrder'; readonly data: CloseOrder }
  | { readonly type: 'CompleteManufacturing'; readonly data: CompleteManufacturing }
  | { readonly type: 'InitiateOrder'; readonly data: InitiateOrder }
  | { readonly type: 'RecordPrice'; readonly data: RecordPrice }
  | { readonly type: 'RejectModel'; readonly data: RejectModel }
  | { readonly type: 'ReleaseOrder'; readonly data: ReleaseOrder }
  | { readonly type: 'RetryPricing'; readonly data: RetryPricing }
  | { readonly type: 'ShipOrder'; readonly data: ShipOrder }
  | { readonly type: 'StartPackaging'; readonly data: StartPackaging }
  | { readonly type: 'SubmitOrder'; readonly data: SubmitOrder };

/** The names of every command of an order. */
export const COMMAND_TYPES = [
  'ApproveOrder',
  'AttachModel',
  'CancelOrder',
  'ClaimOrder',
  'CloseOrder',
  'CompleteManufacturing',
  'InitiateOrder',
  'RecordPrice',
  'RejectModel',
  'ReleaseOrder',
  'RetryPricing',
  'ShipOrder',
  'StartPackaging',
  'SubmitOrder',
] as const;

/** Every event of an order, told apart by its type. */
export type OrderEvent =
  | { readonly type: 'ManufacturingApproved'; readonly data: ManufacturingApproved }
  | { readonly type: 'ManufacturingCompleted'; readonly data: ManufacturingCompleted }
  | { readonly type: 'ModelAttached'; readonly data: ModelAttached }
  | { readonly type: 'OrderCancelled'; readonly data: OrderCancelled }
  | { readonly type: 'OrderClaimed'; readonly data: OrderClaimed }
  | { readonly type: 'OrderClosed'; readonly data: OrderClosed }
  | { readonly type: 'OrderInitiated'; readonly data: OrderInitiated }
  | { readonly type: 'OrderReleased'; readonly data: OrderReleased }
  | { readonly type: 'OrderShipped'; readonly data: OrderShipped }
  | { readonly type: 'OrderSubmitted'; readonly data: OrderSubmitted }
  | { readonly type: 'PackagingStarted'; readonly data: PackagingStarted }
  | { readonly type: 'PriceCalculated'; readonly data: PriceCalculated }
  | { readonly type: 'PricingFailed'; readonly data: PricingFailed };

/** The names of every event of an order. */
export const EVENT_TYPES = [
  'ManufacturingApproved',
  'ManufacturingCompleted',
  'ModelAttached',
  'OrderCancelled',
  'OrderClaimed',
  'OrderClosed',
  'OrderInitiated',
  'OrderReleased',
  'OrderShipped',
  'OrderSubmitted',
  'PackagingStarted',
  'PriceCalculated',
  'PricingFailed',
] as const;
