import { PlatformError } from '@karat/infra/errors';
import { bodyHashOf, type CommandGateway } from '@karat/producers/gateway';
import { commandIdFor, isTerminal, newEventId, type OrderStatus } from '@karat/schemas';
import type { EraseArguments } from './add-erase-command.ts';

/** An order of a customer, as far as erasing it is concerned. */
export interface ErasableOrder {
  readonly orderId: string;
  /** Null when nobody has asked: the writer knows. */
  readonly status: OrderStatus | null;
}

/** What `karat erase` works with. */
export interface EraseCommandOptions {
  readonly orderId: string | undefined;
  readonly options: EraseArguments;
  /** All orders of a customer. */
  readonly ordersOf: (customerId: string) => Promise<readonly ErasableOrder[]>;
  readonly gateway: Pick<CommandGateway, 'execute'>;
  /** Epoch ms. */
  readonly clock: () => number;
}

/** What became of each order; with `--json` it is printed as it is, so this is a format. */
export interface EraseReport {
  readonly isDone: boolean;
  readonly isDryRun: boolean;
  readonly orders: readonly ErasedOrder[];
}

/** An order with what became of its erasure. */
export interface ErasedOrder extends ErasableOrder {
  /** `erased`, `open`, `would-be-erased`, `undecided`, or the reason of the refusal. */
  readonly outcome: string;
}

/**
 * Asks for the erasure of an order, or of all orders of a customer: of all or of none, since a
 * customer who still has an order open has to be reached about it.
 * @throws `invalid-argument` unless exactly one of order and customer is named.
 */
export async function eraseCommand(command: EraseCommandOptions): Promise<EraseReport> {
  const { options } = command;
  const wanted = await wantedOrders(command);
  const open = wanted.filter(({ status }) => status !== null && !isTerminal(status));
  if (open.length > 0 || options.dryRun) {
    const outcomeOf = (order: ErasableOrder) => (open.includes(order) ? 'open' : 'would-be-erased');
    const orders = wanted.map((order) => ({ ...order, outcome: outcomeOf(order) }));
    return { isDone: open.length === 0, isDryRun: options.dryRun, orders };
  }
  const orders: ErasedOrder[] = [];
  for (const order of wanted) {
    orders.push({ ...order, outcome: await eraseOrder(command, order.orderId) });
  }
  const isDone = orders.every(({ outcome }) => outcome === 'erased');
  return { isDone, isDryRun: false, orders };
}

async function wantedOrders(command: EraseCommandOptions): Promise<readonly ErasableOrder[]> {
  const { orderId, options, ordersOf } = command;
  const { customer } = options;
  if (orderId !== undefined && customer === undefined) return [{ orderId, status: null }];
  if (orderId === undefined && customer !== undefined) return ordersOf(customer);
  const got = orderId === undefined ? 'neither' : 'both';
  throw new PlatformError('invalid-argument', `Expected an order or --customer, got ${got}`);
}

async function eraseOrder(
  { options, gateway, clock }: EraseCommandOptions,
  orderId: string,
): Promise<string> {
  const command = { type: 'ErasePersonalData', data: { reason: options.reason } } as const;
  // Each call is a wish of its own: a refusal of yesterday must not be repeated to somebody today.
  const commandId = commandIdFor(`crm:${options.as}`, newEventId());
  const outcome = await gateway.execute({
    commandId,
    orderId,
    actor: { role: 'crm', id: options.as },
    command,
    expectedVersion: null,
    bodyHash: bodyHashOf(command),
    correlationId: commandId,
    causationId: null,
    traceparent: null,
    sentAt: clock(),
  });
  if (outcome === null) return 'undecided';
  return outcome.receipt.refusal?.reason ?? 'erased';
}
