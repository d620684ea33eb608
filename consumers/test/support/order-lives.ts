import type { OrderCommand, Role } from '@karat/schemas';
import fc from 'fast-check';
import { ORDERS, type Asked } from './recorded-log.ts';

/** A command, and in which role it is sent. */
export interface Step {
  readonly command: OrderCommand;
  readonly role: Role;
}

const ITEM = {
  itemId: 'ring',
  quantity: 1,
  material: 'silver-925',
  finish: 'polished',
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
};

const MODEL = {
  itemId: 'ring',
  modelSha256: 'a'.repeat(64),
  modelFormat: 'STL',
  modelBytes: 684,
};

const PRICED = {
  itemId: 'ring',
  modelSha256: 'a'.repeat(64),
  volumeMm3: 214.5,
  areaMm2: 390.6,
  boundingBoxMm: { x: 20, y: 20, z: 2 },
  triangles: 12,
  material: 'silver-925',
  finish: 'polished',
  quantity: 1,
  metalMassMg: 2_250,
  machineTimeMs: 3_600_000,
  parts: [{ code: 'metal', amountMinor: 100 }],
  amountMinor: 100,
};

/** What is asked of an order in its life, in this order; operators think twice. */
const LIFE: readonly Step[] = [
  {
    role: 'storefront',
    command: {
      type: 'InitiateOrder',
      data: {
        sellerId: null,
        sellerOrderRef: null,
        customerId: null,
        customer: Buffer.from('sealed'),
        items: [ITEM],
      },
    },
  },
  { role: 'storefront', command: { type: 'AttachModel', data: MODEL } },
  {
    role: 'storefront',
    command: { type: 'SubmitOrder', data: { rush: false, dueAt: 1, policyVersion: '1' } },
  },
  {
    role: 'pricing',
    command: {
      type: 'RecordPrice',
      data: {
        submissionNo: 1,
        items: [PRICED],
        totalMinor: 100,
        currency: 'EUR',
        tariffVersion: '1',
        metalPricesVersion: '1',
        estimatedWorkMs: 1,
        validUntil: 1_000_000,
        warnings: [],
      },
    },
  },
  { role: 'storefront', command: { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } } },
  { role: 'operator', command: { type: 'ClaimOrder', data: {} } },
  { role: 'operator', command: { type: 'ReleaseOrder', data: {} } },
  { role: 'operator', command: { type: 'ClaimOrder', data: {} } },
  {
    role: 'operator',
    command: {
      type: 'CompleteManufacturing',
      data: { rewardMinor: 1, currency: 'EUR', rewardTariffVersion: '1' },
    },
  },
  { role: 'logistics', command: { type: 'StartPackaging', data: {} } },
];

/** What happens next: an order lives on, a command is sent again, somebody asks in vain. */
const happenings = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('live' as const), order: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('claim' as const), order: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('begin again' as const), order: fc.nat(3) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('noise' as const) }) },
);

type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/** Histories of a partition: every order lives some way, and the first a whole life. */
export const histories: fc.Arbitrary<readonly (Asked | 'unreadable')[]> = fc
  .array(happenings, { minLength: 20, maxLength: 80 })
  .map((some) => [...some, ...LIFE.map(() => ({ kind: 'live' as const, order: 0 }))])
  .map(asked);

function asked(happened: readonly Happening[]): readonly (Asked | 'unreadable')[] {
  const lived = new Map<number, number>();
  const all: (Asked | 'unreadable')[] = [];
  for (const happening of happened) {
    const next = nextOf(happening, { lived, all });
    if (next !== null) all.push(next);
  }
  return all;
}

interface SoFar {
  readonly lived: Map<number, number>;
  readonly all: readonly (Asked | 'unreadable')[];
}

function nextOf(happening: Happening, { lived, all }: SoFar): Asked | 'unreadable' | null {
  const id = `command-${String(all.length)}`;
  switch (happening.kind) {
    case 'live': {
      const step = lived.get(happening.order) ?? 0;
      lived.set(happening.order, step + 1);
      const next = LIFE[step];
      return next === undefined ? null : askedOf(happening.order, id, next);
    }
    case 'repeat': {
      const earlier = all[happening.pick % Math.max(all.length, 1)];
      return earlier ?? null;
    }
    case 'claim':
      return askedOf(happening.order, id, {
        role: 'operator',
        command: { type: 'ClaimOrder', data: {} },
      });
    case 'begin again': {
      const [begin] = LIFE;
      return begin === undefined ? null : askedOf(happening.order, id, begin);
    }
    case 'noise':
      return 'unreadable';
  }
}

function askedOf(order: number, commandId: string, { command, role }: Step): Asked {
  return { orderId: ORDERS[order] ?? '', commandId, command, actor: { role, id: 'anna' } };
}

/** What is asked of an order from its beginning to its packing. */
export function lifeOf(): readonly Step[] {
  const start = Date.now();
  return LIFE.map(({ command, role }) =>
    command.type === 'RecordPrice'
      ? { role, command: { ...command, data: { ...command.data, validUntil: start + 3_600_000 } } }
      : { role, command },
  );
}
