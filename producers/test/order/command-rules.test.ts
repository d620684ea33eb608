import type { OrderCommand, OrderStatus, Role } from '@karat/schemas';
import { COMMAND_TYPES, ROLES } from '@karat/schemas';
import test from 'ava';
import { COMMAND_RULES, commandsAllowedIn } from '../../src/order/command-rules.ts';
import { decide } from '../../src/order/decide.ts';
import { LIFE, NOW, stateAfter } from '../support/given-order.ts';

const UNTIL_SHIPPED =
  'INITIATED SUBMITTED PRICING_FAILED PRICE_CALCULATED MANUFACTURING_APPROVED ' +
  'MANUFACTURING_STARTED MANUFACTURING_COMPLETED PACKAGING';
const OPEN = `${UNTIL_SHIPPED} SHIPPED`;
const ANY = `${OPEN} CLOSED CANCELLED RETURNED`;
const QUOTE = 'INITIATED PRICING_FAILED PRICE_CALCULATED';
const IN_WORK = 'MANUFACTURING_STARTED MANUFACTURING_COMPLETED PACKAGING';

/** The table of the domain, once more and by hand. */
const DOMAIN: Readonly<Record<OrderCommand['type'], readonly [roles: string, statuses: string]>> = {
  InitiateOrder: ['storefront seller', ''],
  ImportOrder: ['administrator', ''],
  AttachModel: ['storefront seller', QUOTE],
  RemoveModel: ['storefront seller', QUOTE],
  SubmitOrder: ['storefront seller', 'INITIATED PRICING_FAILED'],
  RetryPricing: ['crm administrator', 'PRICING_FAILED'],
  RecordPrice: ['pricing', 'SUBMITTED'],
  RejectModel: ['pricing', 'SUBMITTED'],
  ApproveOrder: ['storefront seller crm', 'PRICE_CALCULATED'],
  AssignOrder: ['supervisor', 'MANUFACTURING_APPROVED'],
  ClaimOrder: ['operator', 'MANUFACTURING_APPROVED'],
  ReleaseOrder: ['operator supervisor', 'MANUFACTURING_STARTED'],
  HandOverOrder: ['supervisor', 'MANUFACTURING_STARTED'],
  CompleteManufacturing: ['operator', 'MANUFACTURING_STARTED'],
  ReportDefect: ['operator logistics', IN_WORK],
  StartPackaging: ['logistics', 'MANUFACTURING_COMPLETED'],
  ShipOrder: ['logistics', 'PACKAGING'],
  CloseOrder: ['logistics', 'SHIPPED'],
  ReportReturn: ['logistics crm', 'SHIPPED CLOSED'],
  CancelOrder: ['storefront seller crm', UNTIL_SHIPPED],
  ChangeDueDate: ['crm', UNTIL_SHIPPED],
  FlagOverdue: ['deadlines', UNTIL_SHIPPED],
  FlagStuck: ['deadlines', OPEN],
  AddNote: ['crm operator', ANY],
  RecordNotice: ['notifications', ANY],
  ErasePersonalData: ['crm', 'CLOSED CANCELLED RETURNED'],
};

test('who may do what in which status is what the domain says', (t) => {
  const words = (names: readonly string[]) => [...names].sort().join(' ');
  const table = COMMAND_TYPES.map((type) => {
    const { roles, allowedIn } = COMMAND_RULES[type];
    return [type, words(roles), words(allowedIn)];
  });
  const domain = COMMAND_TYPES.map((type) => {
    const [roles, statuses] = DOMAIN[type];
    return [type, words(roles.split(' ')), words(statuses.split(' ').filter(Boolean))];
  });
  t.deepEqual(table, domain);
});

for (const type of COMMAND_TYPES) {
  const allowed = DOMAIN[type][0].split(' ');
  test(`nobody but ${allowed.join(' or ')} gets as far as the order with ${type}`, (t) => {
    for (const role of ROLES.filter((name) => !allowed.includes(name))) {
      t.is(reasonFor(type, role), 'forbidden', role);
    }
  });
}

/** The role is checked before anything of the command is read, so it needs no data here. */
function reasonFor(type: OrderCommand['type'], role: Role): string {
  const command = { type, data: {} } as unknown as OrderCommand;
  const request = { command, actor: { role, id: 'x' }, expectedVersion: null, decidedAt: NOW };
  const decision = decide(request, stateAfter(LIFE.slice(0, 5)));
  return decision.kind === 'refused' ? decision.refusal.reason : decision.kind;
}

test('a refusal names what the order would accept instead', (t) => {
  const over: readonly OrderStatus[] = ['CANCELLED', 'RETURNED'];
  for (const status of over) {
    t.deepEqual(commandsAllowedIn(status), ['AddNote', 'RecordNotice', 'ErasePersonalData']);
  }
});
