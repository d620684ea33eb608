// Generated from avro/*.avsc by `npm run generate`; a test fails when it is not up to date.

/** Adds a note to the order. */
export interface AddNote {
  /** The note, sealed with the key of the order because it may name persons. */
  readonly text: Buffer;
}

/** Accepts the price and releases the order for manufacturing. */
export interface ApproveOrder {
  /** Reference of the payment; null where the seller is billed. */
  readonly paymentReference: string | null;
}

/** A supervisor reserves the order for one operator. */
export interface AssignOrder {
  /** The only operator who may claim it. */
  readonly operatorId: string;
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
  /** Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told. */
  readonly modelOwner?: string | null;
  /** Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm. */
  readonly modelUnit?: string | null;
}

/** Cancels the order before it is shipped. */
export interface CancelOrder {
  /** Machine-readable reason of the cancellation. */
  readonly reason: string;
}

/** CRM promises another date. */
export interface ChangeDueDate {
  /** The new promised time of shipping, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** Machine-readable reason of the change, lower-case words. */
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

/** Erases the personal data of an order that is over. */
export interface ErasePersonalData {
  /** Machine-readable reason of the erasure, lower-case words. */
  readonly reason: string;
}

/** The deadlines service found that the promised date has passed. */
export interface FlagOverdue {
  /** The promise that was found broken, epoch milliseconds UTC. */
  readonly dueAt: number;
}

/** The deadlines service found an order longer in its status than allowed. */
export interface FlagStuck {
  /** The status it is stuck in, a name of OrderStatus. A string, so that events kept for ever can meet a new status. */
  readonly status: string;
  /** How long an order may stay in it, milliseconds. */
  readonly allowanceMs: number;
}

/** A supervisor gives an order in work to another operator. */
export interface HandOverOrder {
  /** The operator who goes on with it. */
  readonly operatorId: string;
}

/** Takes over an order of another system as it stands, with its times and history. */
export interface ImportOrder {
  /** Identifier of the order in the system it comes from. */
  readonly legacyRef: string;
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
  /** Where the order stands, a name of OrderStatus. A string, so that events kept for ever can meet a new status. */
  readonly status: string;
  /** When the order began, epoch milliseconds UTC. */
  readonly createdAt: number;
  /** Since when it has its status, epoch milliseconds UTC. */
  readonly statusSince: number;
  /** Whether the customer pays for a shorter promise. */
  readonly rush: boolean;
  /** The promised time of shipping, epoch milliseconds UTC; null where none was promised. */
  readonly dueAt: number | null;
  /** Estimated time from start of manufacturing to packed, milliseconds; null before a price. */
  readonly estimatedWorkMs: number | null;
  /** The price in minor units; null before a price. */
  readonly totalMinor: number | null;
  /** ISO 4217 code of the price and the reward; null before a price. */
  readonly currency: string | null;
  /** Until when the price may be approved, epoch milliseconds UTC; null when it cannot be. */
  readonly validUntil: number | null;
  /** Reference of the payment; null where there is none. */
  readonly paymentReference: string | null;
  /** The operator who works on it or has finished it; null when nobody has. */
  readonly operatorId: string | null;
  /** Reward that the operator has earned, in minor units; null when none was. */
  readonly rewardMinor: number | null;
  /** Carrier code; null before it was shipped. */
  readonly carrier: string | null;
  /** Number under which the carrier tracks the parcel; null before it was shipped. */
  readonly trackingNumber: string | null;
  /** The steps it took before, oldest first. */
  readonly history: readonly ImportedStep[];
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

/** Records that the customer was sent a notice, or could not be. */
export interface RecordNotice {
  /** Identifier of the notice at its sender. */
  readonly noticeId: string;
  /** The event that it tells of. */
  readonly aboutEventId: string;
  /** How it was sent: email, sms or push. */
  readonly channel: string;
  /** Code of the text that was sent, lower-case words. */
  readonly template: string;
  /** What became of it: sent or failed. */
  readonly outcome: string;
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
  /** What somebody should look at although the price stands; empty as a rule. */
  readonly warnings: readonly PricingWarning[];
}

/** Records why a submission could not be priced. */
export interface RejectModel {
  /** The submission that was examined, from 1. */
  readonly submissionNo: number;
  /** Every reason found, at least one. */
  readonly reasons: readonly PricingReason[];
}

/** The operator who holds the order, or a supervisor, gives it back. */
export type ReleaseOrder = Record<never, never>;

/** Takes the 3D model off a piece. */
export interface RemoveModel {
  /** The piece. */
  readonly itemId: string;
}

/** Operator or logistics found a piece that has to be made again. */
export interface ReportDefect {
  /** The piece; null when the whole order is meant. */
  readonly itemId: string | null;
  /** Machine-readable kind of defect in lower-case words, e.g. casting-porosity. */
  readonly code: string;
  /** What was seen, in words, sealed with the key of the order because it may name persons; null without words. */
  readonly description: Buffer | null;
}

/** A shipped order did not stay with the customer. */
export interface ReportReturn {
  /** Why it came to this: lost, refused or faulty. */
  readonly kind: string;
  /** What the customer gets: refund or remake. */
  readonly resolution: string;
  /** The refund in minor units; null for a remake. */
  readonly refundMinor: number | null;
  /** ISO 4217 code of the refund; null for a remake. */
  readonly currency: string | null;
  /** What happened, in words, sealed with the key of the order because it may name persons; null without words. */
  readonly description: Buffer | null;
}

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

/** A piece has to be made again: the order waits for an operator, more urgent than before. */
export interface DefectReported {
  /** The piece; null when the whole order is meant. */
  readonly itemId: string | null;
  /** Machine-readable kind of defect in lower-case words, e.g. casting-porosity. */
  readonly code: string;
  /** What was seen, in words, sealed with the key of the order because it may name persons; null without words. */
  readonly description: Buffer | null;
  /** Defects of the order so far, with this one, from 1. */
  readonly defects: number;
  /** The operator who worked on it or had finished it; null when nobody had. */
  readonly operatorId: string | null;
  /** Reward taken back from that operator, in minor units; 0 when none was earned. */
  readonly rewardTakenBackMinor: number;
  /** ISO 4217 code of the reward taken back; null when none was. */
  readonly currency: string | null;
}

/** Another date is promised. */
export interface DueDateChanged {
  /** The promise until now, epoch milliseconds UTC. */
  readonly previousDueAt: number;
  /** The promise from now on, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** Machine-readable reason of the change, lower-case words. */
  readonly reason: string;
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
  /** Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told. */
  readonly modelOwner?: string | null;
  /** Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm. */
  readonly modelUnit?: string | null;
}

/** A piece has no 3D model any more; a price given before no longer holds. */
export interface ModelRemoved {
  /** The piece. */
  readonly itemId: string;
  /** SHA-256 of the model taken off, lower-case hex. */
  readonly modelSha256: string;
}

/** Somebody wrote a note on the order. */
export interface NoteAdded {
  /** The note, sealed with the key of the order because it may name persons. */
  readonly text: Buffer;
}

/** The customer was sent a notice, or could not be. */
export interface NoticeRecorded {
  /** Identifier of the notice at its sender. */
  readonly noticeId: string;
  /** The event that it tells of. */
  readonly aboutEventId: string;
  /** How it was sent: email, sms or push. */
  readonly channel: string;
  /** Code of the text that was sent, lower-case words. */
  readonly template: string;
  /** What became of it: sent or failed. */
  readonly outcome: string;
}

/** Only one operator may claim the order. */
export interface OrderAssigned {
  /** That operator. */
  readonly operatorId: string;
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

/** Another operator goes on with the order. */
export interface OrderHandedOver {
  /** The operator who worked on it until now. */
  readonly fromOperatorId: string;
  /** The operator who works on it from now on. */
  readonly operatorId: string;
}

/** An order of another system exists here, as it stood there. */
export interface OrderImported {
  /** Identifier of the order in the system it comes from. */
  readonly legacyRef: string;
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
  /** Where the order stands, a name of OrderStatus. A string, so that events kept for ever can meet a new status. */
  readonly status: string;
  /** When the order began, epoch milliseconds UTC. */
  readonly createdAt: number;
  /** Since when it has its status, epoch milliseconds UTC. */
  readonly statusSince: number;
  /** Whether the customer pays for a shorter promise. */
  readonly rush: boolean;
  /** The promised time of shipping, epoch milliseconds UTC; null where none was promised. */
  readonly dueAt: number | null;
  /** Estimated time from start of manufacturing to packed, milliseconds; null before a price. */
  readonly estimatedWorkMs: number | null;
  /** The price in minor units; null before a price. */
  readonly totalMinor: number | null;
  /** ISO 4217 code of the price and the reward; null before a price. */
  readonly currency: string | null;
  /** Until when the price may be approved, epoch milliseconds UTC; null when it cannot be. */
  readonly validUntil: number | null;
  /** Reference of the payment; null where there is none. */
  readonly paymentReference: string | null;
  /** The operator who works on it or has finished it; null when nobody has. */
  readonly operatorId: string | null;
  /** Reward that the operator has earned, in minor units; null when none was. */
  readonly rewardMinor: number | null;
  /** Carrier code; null before it was shipped. */
  readonly carrier: string | null;
  /** Number under which the carrier tracks the parcel; null before it was shipped. */
  readonly trackingNumber: string | null;
  /** The steps it took before, oldest first. */
  readonly history: readonly ImportedStep[];
}

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

/** The promised date has passed and the order is not shipped. */
export interface OrderOverdue {
  /** The broken promise, epoch milliseconds UTC. */
  readonly dueAt: number;
  /** How long after it this was decided, milliseconds. */
  readonly lateMs: number;
}

/** The order waits for an operator again. */
export interface OrderReleased {
  /** The operator who gave it back. */
  readonly operatorId: string;
}

/** A shipped order did not stay with the customer. */
export interface OrderReturned {
  /** Why it came to this: lost, refused or faulty. */
  readonly kind: string;
  /** What the customer gets: refund or remake. */
  readonly resolution: string;
  /** The refund in minor units; null for a remake. */
  readonly refundMinor: number | null;
  /** ISO 4217 code of the refund; null for a remake. */
  readonly currency: string | null;
  /** What happened, in words, sealed with the key of the order because it may name persons; null without words. */
  readonly description: Buffer | null;
}

/** The parcel is with the carrier. */
export interface OrderShipped {
  /** Carrier code. */
  readonly carrier: string;
  /** Number under which the carrier tracks the parcel. */
  readonly trackingNumber: string;
}

/** The order has been in its status for longer than allowed. */
export interface OrderStuck {
  /** The status it is stuck in, a name of OrderStatus. A string, so that events kept for ever can meet a new status. */
  readonly status: string;
  /** How long an order may stay in it, milliseconds. */
  readonly allowanceMs: number;
  /** How long it had been in it when this was decided, milliseconds. */
  readonly waitedMs: number;
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
  /** Seller of the order, whose mark-up applies; null when it has none, and in events written before it was told. */
  readonly sellerId?: string | null;
}

/** The order is being packed. */
export type PackagingStarted = Record<never, never>;

/** The key of the personal data of the order is to be destroyed; the log stays. */
export interface PersonalDataErased {
  /** Machine-readable reason of the erasure, lower-case words. */
  readonly reason: string;
}

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
  /** What somebody should look at although the price stands; empty as a rule. */
  readonly warnings: readonly PricingWarning[];
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

/** A step that an order took in the system it was imported from. */
export interface ImportedStep {
  /** The status it reached, a name of OrderStatus. A string, so that events kept for ever can meet a new status. */
  readonly status: string;
  /** When, epoch milliseconds UTC. */
  readonly at: number;
  /** Pseudonymous identifier of who did it; null when it is not known. */
  readonly actorId: string | null;
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
  /** Among whose models it is kept, opaque: files are shared within one owner only; null for models attached before owners were told. */
  readonly modelOwner?: string | null;
  /** Unit of its lengths where the uploader has said one: micron, mm, cm, m, in or ft; null when the file says it or it is mm. */
  readonly modelUnit?: string | null;
  /** Stones to be set in each piece, 0 to 999. */
  readonly stones?: number;
  /** Letters to be engraved on each piece, 0 to 999. */
  readonly engravedLetters?: number;
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

/** Every figure but the geometry that the price of a piece was made of: of the tariff, of the metal prices and of the order. */
export interface PriceBasis {
  /** Density of the metal, kg/m³. */
  readonly densityKgPerM3: number;
  /** Metal lost in casting and polishing, basis points (1/10 000) of the piece. */
  readonly castingLossBasisPoints: number;
  /** Price of the alloy, minor units per gram. */
  readonly metalMinorPerGram: number;
  /** Height of a printed layer, millimetres. */
  readonly layerMm: number;
  /** Exposure and peeling of a layer, milliseconds. */
  readonly layerMs: number;
  /** Usable width of the plate, millimetres. */
  readonly plateXMm: number;
  /** Usable depth of the plate, millimetres. */
  readonly plateYMm: number;
  /** Distance between two pieces on the plate, millimetres. */
  readonly gapMm: number;
  /** The printer, minor units per hour. */
  readonly printerMinorPerHour: number;
  /** Resin, minor units per cm³. */
  readonly resinMinorPerCm3: number;
  /** Casting of one piece, minor units. */
  readonly castingMinor: number;
  /** Casting of the item whatever the quantity, milliseconds. */
  readonly castingWorkMs: number;
  /** Finishing, minor units per cm² of surface. */
  readonly finishMinorPerCm2: number;
  /** Finishing, milliseconds of an operator per cm² of surface. */
  readonly finishWorkMsPerCm2: number;
  /** Preparing the item whatever the quantity, minor units. */
  readonly setupMinor: number;
  /** Preparing the item whatever the quantity, milliseconds. */
  readonly setupWorkMs: number;
  /** Stones of one piece. */
  readonly stones: number;
  /** One stone with its setting, minor units. */
  readonly stoneMinor: number;
  /** Setting one stone, milliseconds of an operator. */
  readonly stoneWorkMs: number;
  /** Letters engraved on one piece. */
  readonly engravedLetters: number;
  /** Engraving one letter, minor units. */
  readonly letterMinor: number;
  /** Engraving one letter, milliseconds of an operator. */
  readonly letterWorkMs: number;
  /** Discounts on work by quantity, in ascending order of fromPiece. */
  readonly quantityBreaks: readonly QuantityBreak[];
  /** The least that the item costs before rush and mark-up, minor units. */
  readonly minimumMinor: number;
  /** Surcharge for a shorter promise, basis points; 0 when it was no rush. */
  readonly rushBasisPoints: number;
  /** The seller's mark-up, basis points; 0 when there is none. */
  readonly markupBasisPoints: number;
}

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
  /** Volume that metal is charged for, cubic millimetres: overlapping bodies count once; null in prices made before it was measured, which charged volumeMm3. */
  readonly solidVolumeMm3?: number | null;
  /** What the price was made of besides the geometry; null in prices made before it was recorded. */
  readonly basis?: PriceBasis | null;
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

/** What somebody should look at although the price stands. */
export interface PricingWarning {
  /** The piece; null when the whole order is meant. */
  readonly itemId: string | null;
  /** Machine-readable reason, e.g. implausible-size, degenerate. */
  readonly code: string;
  /** What was found, and where. */
  readonly detail: string;
}

/** From a piece on, work on pieces costs less. */
export interface QuantityBreak {
  /** Number of the first piece that it holds for, from 1. */
  readonly fromPiece: number;
  /** How much less work on it costs, basis points (1/10 000). */
  readonly discountBasisPoints: number;
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
  /** Since when the order has its status, epoch milliseconds UTC. */
  readonly statusSince: number;
  /** The only operator who may claim it; null when any may. */
  readonly assignedTo: string | null;
  /** Defects reported so far. */
  readonly defects: number;
  /** The due date of which the order was last flagged overdue, epoch milliseconds UTC. */
  readonly overdueDueAt: number | null;
  /** statusSince of the stay that was flagged stuck; null when the present one was not. */
  readonly stuckSince: number | null;
  /** Reward earned and not taken back, in minor units. */
  readonly rewardMinor: number;
  /** ISO 4217 code of the reward; null when there is none. */
  readonly rewardCurrency: string | null;
  /** Whether the personal data of the order is erased. */
  readonly erased: boolean;
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
  | { readonly type: 'AddNote'; readonly data: AddNote }
  | { readonly type: 'ApproveOrder'; readonly data: ApproveOrder }
  | { readonly type: 'AssignOrder'; readonly data: AssignOrder }
  | { readonly type: 'AttachModel'; readonly data: AttachModel }
  | { readonly type: 'CancelOrder'; readonly data: CancelOrder }
  | { readonly type: 'ChangeDueDate'; readonly data: ChangeDueDate }
  | { readonly type: 'ClaimOrder'; readonly data: ClaimOrder }
  | { readonly type: 'CloseOrder'; readonly data: CloseOrder }
  | { readonly type: 'CompleteManufacturing'; readonly data: CompleteManufacturing }
  | { readonly type: 'ErasePersonalData'; readonly data: ErasePersonalData }
  | { readonly type: 'FlagOverdue'; readonly data: FlagOverdue }
  | { readonly type: 'FlagStuck'; readonly data: FlagStuck }
  | { readonly type: 'HandOverOrder'; readonly data: HandOverOrder }
  | { readonly type: 'ImportOrder'; readonly data: ImportOrder }
  | { readonly type: 'InitiateOrder'; readonly data: InitiateOrder }
  | { readonly type: 'RecordNotice'; readonly data: RecordNotice }
  | { readonly type: 'RecordPrice'; readonly data: RecordPrice }
  | { readonly type: 'RejectModel'; readonly data: RejectModel }
  | { readonly type: 'ReleaseOrder'; readonly data: ReleaseOrder }
  | { readonly type: 'RemoveModel'; readonly data: RemoveModel }
  | { readonly type: 'ReportDefect'; readonly data: ReportDefect }
  | { readonly type: 'ReportReturn'; readonly data: ReportReturn }
  | { readonly type: 'RetryPricing'; readonly data: RetryPricing }
  | { readonly type: 'ShipOrder'; readonly data: ShipOrder }
  | { readonly type: 'StartPackaging'; readonly data: StartPackaging }
  | { readonly type: 'SubmitOrder'; readonly data: SubmitOrder };

/** The names of every command of an order. */
export const COMMAND_TYPES = [
  'AddNote',
  'ApproveOrder',
  'AssignOrder',
  'AttachModel',
  'CancelOrder',
  'ChangeDueDate',
  'ClaimOrder',
  'CloseOrder',
  'CompleteManufacturing',
  'ErasePersonalData',
  'FlagOverdue',
  'FlagStuck',
  'HandOverOrder',
  'ImportOrder',
  'InitiateOrder',
  'RecordNotice',
  'RecordPrice',
  'RejectModel',
  'ReleaseOrder',
  'RemoveModel',
  'ReportDefect',
  'ReportReturn',
  'RetryPricing',
  'ShipOrder',
  'StartPackaging',
  'SubmitOrder',
] as const;

/** Every event of an order, told apart by its type. */
export type OrderEvent =
  | { readonly type: 'DefectReported'; readonly data: DefectReported }
  | { readonly type: 'DueDateChanged'; readonly data: DueDateChanged }
  | { readonly type: 'ManufacturingApproved'; readonly data: ManufacturingApproved }
  | { readonly type: 'ManufacturingCompleted'; readonly data: ManufacturingCompleted }
  | { readonly type: 'ModelAttached'; readonly data: ModelAttached }
  | { readonly type: 'ModelRemoved'; readonly data: ModelRemoved }
  | { readonly type: 'NoteAdded'; readonly data: NoteAdded }
  | { readonly type: 'NoticeRecorded'; readonly data: NoticeRecorded }
  | { readonly type: 'OrderAssigned'; readonly data: OrderAssigned }
  | { readonly type: 'OrderCancelled'; readonly data: OrderCancelled }
  | { readonly type: 'OrderClaimed'; readonly data: OrderClaimed }
  | { readonly type: 'OrderClosed'; readonly data: OrderClosed }
  | { readonly type: 'OrderHandedOver'; readonly data: OrderHandedOver }
  | { readonly type: 'OrderImported'; readonly data: OrderImported }
  | { readonly type: 'OrderInitiated'; readonly data: OrderInitiated }
  | { readonly type: 'OrderOverdue'; readonly data: OrderOverdue }
  | { readonly type: 'OrderReleased'; readonly data: OrderReleased }
  | { readonly type: 'OrderReturned'; readonly data: OrderReturned }
  | { readonly type: 'OrderShipped'; readonly data: OrderShipped }
  | { readonly type: 'OrderStuck'; readonly data: OrderStuck }
  | { readonly type: 'OrderSubmitted'; readonly data: OrderSubmitted }
  | { readonly type: 'PackagingStarted'; readonly data: PackagingStarted }
  | { readonly type: 'PersonalDataErased'; readonly data: PersonalDataErased }
  | { readonly type: 'PriceCalculated'; readonly data: PriceCalculated }
  | { readonly type: 'PricingFailed'; readonly data: PricingFailed };

/** The names of every event of an order. */
export const EVENT_TYPES = [
  'DefectReported',
  'DueDateChanged',
  'ManufacturingApproved',
  'ManufacturingCompleted',
  'ModelAttached',
  'ModelRemoved',
  'NoteAdded',
  'NoticeRecorded',
  'OrderAssigned',
  'OrderCancelled',
  'OrderClaimed',
  'OrderClosed',
  'OrderHandedOver',
  'OrderImported',
  'OrderInitiated',
  'OrderOverdue',
  'OrderReleased',
  'OrderReturned',
  'OrderShipped',
  'OrderStuck',
  'OrderSubmitted',
  'PackagingStarted',
  'PersonalDataErased',
  'PriceCalculated',
  'PricingFailed',
] as const;

/** The sealed fields of every record that has personal data. */
export const PERSONAL_FIELDS = {
  AddNote: ['text'],
  ImportOrder: ['customer'],
  InitiateOrder: ['customer'],
  ReportDefect: ['description'],
  ReportReturn: ['description'],
  DefectReported: ['description'],
  NoteAdded: ['text'],
  OrderImported: ['customer'],
  OrderInitiated: ['customer'],
  OrderReturned: ['description'],
} as const;
