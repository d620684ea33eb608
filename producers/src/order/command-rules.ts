import { isTerminal, ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import type { OrderCommand, OrderStatus, Role } from '@karat/schemas';

/** The name of a command of an order. */
export type OrderCommandType = OrderCommand['type'];

/** Who may send a command, and in which statuses of the order it can be accepted. */
export interface CommandRule {
  readonly roles: readonly Role[];
  readonly allowedIn: readonly OrderStatus[];
}

const ANY: readonly OrderStatus[] = ORDER_STATUS_SYMBOLS;
const OPEN = ANY.filter((status) => !isTerminal(status));
const OVER = ANY.filter(isTerminal);
const BEFORE_SHIPPED = OPEN.filter((status) => status !== 'SHIPPED');
const UNSUBMITTED: readonly OrderStatus[] = ['INITIATED', 'PRICING_FAILED', 'PRICE_CALCULATED'];

/** The lifecycle of an order as a table: one row a command. */
export const COMMAND_RULES: Readonly<Record<OrderCommandType, CommandRule>> = {
  InitiateOrder: { roles: ['storefront', 'seller'], allowedIn: [] },
  ImportOrder: { roles: ['administrator'], allowedIn: [] },
  AttachModel: { roles: ['storefront', 'seller'], allowedIn: UNSUBMITTED },
  RemoveModel: { roles: ['storefront', 'seller'], allowedIn: UNSUBMITTED },
  SubmitOrder: { roles: ['storefront', 'seller'], allowedIn: ['INITIATED', 'PRICING_FAILED'] },
  RetryPricing: { roles: ['crm', 'administrator'], allowedIn: ['PRICING_FAILED'] },
  RecordPrice: { roles: ['pricing'], allowedIn: ['SUBMITTED'] },
  RejectModel: { roles: ['pricing'], allowedIn: ['SUBMITTED'] },
  ApproveOrder: { roles: ['storefront', 'seller', 'crm'], allowedIn: ['PRICE_CALCULATED'] },
  AssignOrder: { roles: ['supervisor'], allowedIn: ['MANUFACTURING_APPROVED'] },
  ClaimOrder: { roles: ['operator'], allowedIn: ['MANUFACTURING_APPROVED'] },
  ReleaseOrder: { roles: ['operator', 'supervisor'], allowedIn: ['MANUFACTURING_STARTED'] },
  HandOverOrder: { roles: ['supervisor'], allowedIn: ['MANUFACTURING_STARTED'] },
  CompleteManufacturing: { roles: ['operator'], allowedIn: ['MANUFACTURING_STARTED'] },
  ReportDefect: {
    roles: ['operator', 'logistics'],
    allowedIn: ['MANUFACTURING_STARTED', 'MANUFACTURING_COMPLETED', 'PACKAGING'],
  },
  StartPackaging: { roles: ['logistics'], allowedIn: ['MANUFACTURING_COMPLETED'] },
  ShipOrder: { roles: ['logistics'], allowedIn: ['PACKAGING'] },
  CloseOrder: { roles: ['logistics'], allowedIn: ['SHIPPED'] },
  ReportReturn: { roles: ['logistics', 'crm'], allowedIn: ['SHIPPED', 'CLOSED'] },
  CancelOrder: { roles: ['storefront', 'seller', 'crm'], allowedIn: BEFORE_SHIPPED },
  ChangeDueDate: { roles: ['crm'], allowedIn: BEFORE_SHIPPED },
  FlagOverdue: { roles: ['deadlines'], allowedIn: BEFORE_SHIPPED },
  FlagStuck: { roles: ['deadlines'], allowedIn: OPEN },
  AddNote: { roles: ['crm', 'operator'], allowedIn: ANY },
  RecordNotice: { roles: ['notifications'], allowedIn: ANY },
  ErasePersonalData: { roles: ['crm'], allowedIn: OVER },
};

/** The commands that an order in this status would accept from somebody, in the table's order. */
export function commandsAllowedIn(status: OrderStatus): readonly OrderCommandType[] {
  const types = Object.keys(COMMAND_RULES).filter(isCommandType);
  return types.filter((type) => COMMAND_RULES[type].allowedIn.includes(status));
}

function isCommandType(name: string): name is OrderCommandType {
  return name in COMMAND_RULES;
}
