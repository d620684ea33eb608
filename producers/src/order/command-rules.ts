import type { OrderCommand, OrderStatus, Role } from '@karat/schemas';

/** The name of a command of an order. */
export type OrderCommandType = OrderCommand['type'];

/** Who may send a command, and in which statuses of the order it can be accepted. */
export interface CommandRule {
  readonly roles: readonly Role[];
  readonly allowedIn: readonly OrderStatus[];
}

const BEFORE_SHIPPED: readonly OrderStatus[] = [
  'INITIATED',
  'SUBMITTED',
  'PRICING_FAILED',
  'PRICE_CALCULATED',
  'MANUFACTURING_APPROVED',
  'MANUFACTURING_STARTED',
  'MANUFACTURING_COMPLETED',
  'PACKAGING',
];

/** The lifecycle of an order as a table: one row a command. */
export const COMMAND_RULES: Readonly<Record<OrderCommandType, CommandRule>> = {
  InitiateOrder: { roles: ['storefront', 'seller'], allowedIn: [] },
  AttachModel: {
    roles: ['storefront', 'seller'],
    allowedIn: ['INITIATED', 'PRICING_FAILED', 'PRICE_CALCULATED'],
  },
  SubmitOrder: { roles: ['storefront', 'seller'], allowedIn: ['INITIATED', 'PRICING_FAILED'] },
  RetryPricing: { roles: ['crm', 'administrator'], allowedIn: ['PRICING_FAILED'] },
  RecordPrice: { roles: ['pricing'], allowedIn: ['SUBMITTED'] },
  RejectModel: { roles: ['pricing'], allowedIn: ['SUBMITTED'] },
  ApproveOrder: { roles: ['storefront', 'seller', 'crm'], allowedIn: ['PRICE_CALCULATED'] },
  ClaimOrder: { roles: ['operator'], allowedIn: ['MANUFACTURING_APPROVED'] },
  ReleaseOrder: { roles: ['operator', 'supervisor'], allowedIn: ['MANUFACTURING_STARTED'] },
  CompleteManufacturing: { roles: ['operator'], allowedIn: ['MANUFACTURING_STARTED'] },
  StartPackaging: { roles: ['logistics'], allowedIn: ['MANUFACTURING_COMPLETED'] },
  ShipOrder: { roles: ['logistics'], allowedIn: ['PACKAGING'] },
  CloseOrder: { roles: ['logistics'], allowedIn: ['SHIPPED'] },
  CancelOrder: { roles: ['storefront', 'seller', 'crm'], allowedIn: BEFORE_SHIPPED },
};

/** The commands that an order in this status would accept from somebody, in the table's order. */
export function commandsAllowedIn(status: OrderStatus): readonly OrderCommandType[] {
  const types = Object.keys(COMMAND_RULES).filter(isCommandType);
  return types.filter((type) => COMMAND_RULES[type].allowedIn.includes(status));
}

function isCommandType(name: string): name is OrderCommandType {
  return name in COMMAND_RULES;
}
