import { sealPersonal } from '../../src/personal.ts';
import type { OrderItem, PricedItem, PricingReason } from '../../src/records.ts';

/** The order that all samples are of. */
export const SAMPLE_ORDER_ID = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';

/** The key of every order of the samples; what is sealed with it is nobody's data. */
export const SAMPLE_KEY = Buffer.alloc(32, 7);

/** The text of the personal data in the samples. */
export const PLAIN_CUSTOMER = JSON.stringify({
  name: 'Ada Byron',
  email: 'ada@example.org',
  phone: '',
  address: 'Street 1',
});

/** That text as it stands in the log. */
export const SEALED_CUSTOMER = sealPersonal(
  SAMPLE_KEY,
  `${SAMPLE_ORDER_ID}/customer`,
  PLAIN_CUSTOMER,
);

/** A piece that has a model. */
export const ITEM: OrderItem = {
  itemId: 'ring',
  quantity: 2,
  material: 'gold-585',
  finish: 'polished',
  modelSha256: 'a'.repeat(64),
  modelFormat: 'STL',
  modelBytes: 1_024_084,
};

/** What pricing found of that piece. */
export const PRICED_ITEM: PricedItem = {
  itemId: 'ring',
  modelSha256: 'a'.repeat(64),
  volumeMm3: 214.55969077291581,
  areaMm2: 390.6166465165144,
  boundingBoxMm: { x: 20.2, y: 20.2, z: 2.2 },
  triangles: 20_480,
  material: 'gold-585',
  finish: 'polished',
  quantity: 2,
  metalMassMg: 2_950,
  machineTimeMs: 3_600_000,
  parts: [{ code: 'metal', amountMinor: 31_234 }],
  amountMinor: 31_234,
};

/** A piece that has no model yet. */
export const BARE_ITEM: OrderItem = {
  ...ITEM,
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
};

/** Why a piece could not be priced. */
export const PRICING_REASON: PricingReason = {
  itemId: null,
  code: 'storage-unavailable',
  detail: 'away',
  retriable: true,
};
