import { sealPersonal } from '../../src/personal.ts';
import type {
  ImportOrder,
  OrderItem,
  PriceBasis,
  PricedItem,
  PricingReason,
  PricingWarning,
} from '../../src/records.ts';

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

/** A note, sealed for its place. */
export const SEALED_NOTE = sealPersonal(SAMPLE_KEY, `${SAMPLE_ORDER_ID}/text`, 'Ada called');

/** The words of a defect or a return, sealed for their place. */
export const SEALED_DESCRIPTION = sealPersonal(
  SAMPLE_KEY,
  `${SAMPLE_ORDER_ID}/description`,
  'Ada says it is scratched',
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
  modelOwner: null,
  modelUnit: null,
  stones: 3,
  engravedLetters: 0,
};

/** What the price of that piece was made of. */
export const PRICE_BASIS: PriceBasis = {
  densityKgPerM3: 13_070,
  castingLossBasisPoints: 500,
  metalMinorPerGram: 6_610,
  layerMm: 0.05,
  layerMs: 9_000,
  plateXMm: 120,
  plateYMm: 68,
  gapMm: 3,
  printerMinorPerHour: 450,
  resinMinorPerCm3: 60,
  castingMinor: 1_200,
  castingWorkMs: 14_400_000,
  finishMinorPerCm2: 260,
  finishWorkMsPerCm2: 240_000,
  setupMinor: 1_500,
  setupWorkMs: 1_200_000,
  stones: 3,
  stoneMinor: 900,
  stoneWorkMs: 600_000,
  engravedLetters: 0,
  letterMinor: 150,
  letterWorkMs: 60_000,
  quantityBreaks: [{ fromPiece: 5, discountBasisPoints: 1_000 }],
  minimumMinor: 4_900,
  rushBasisPoints: 2_500,
  markupBasisPoints: 0,
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
  solidVolumeMm3: 210.25,
  basis: PRICE_BASIS,
};

/** A piece that has no model yet. */
export const BARE_ITEM: OrderItem = {
  ...ITEM,
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
  modelOwner: null,
  modelUnit: null,
};

/** Why a piece could not be priced. */
export const PRICING_REASON: PricingReason = {
  itemId: null,
  code: 'storage-unavailable',
  detail: 'away',
  retriable: true,
};

/** What somebody should look at in a price. */
export const PRICING_WARNING: PricingWarning = {
  itemId: 'ring',
  code: 'implausible-size',
  detail: '1 model is hardly in millimetres',
};

/** An order as another system had it, in work. */
export const IMPORT: ImportOrder = {
  legacyRef: 'old-77',
  sellerId: 'jewels',
  sellerOrderRef: 'A-1001',
  customerId: null,
  customer: SEALED_CUSTOMER,
  items: [ITEM],
  status: 'MANUFACTURING_STARTED',
  createdAt: 1_795_000_000_000,
  statusSince: 1_795_100_000_000,
  rush: false,
  dueAt: 1_795_900_000_000,
  estimatedWorkMs: 7_200_000,
  totalMinor: 31_234,
  currency: 'EUR',
  validUntil: null,
  paymentReference: 'pay-1',
  operatorId: 'anna',
  rewardMinor: null,
  carrier: null,
  trackingNumber: null,
  history: [{ status: 'INITIATED', at: 1_795_000_000_000, actorId: 'u-9' }],
};

/** A return, with the money back. */
export const RETURN = {
  kind: 'faulty',
  resolution: 'refund',
  refundMinor: 31_234,
  currency: 'EUR',
  description: SEALED_DESCRIPTION,
};

/** A notice that was sent. */
export const NOTICE = {
  noticeId: 'n-1',
  aboutEventId: '01993b52-7c1e-7a40-9d2f-3b8a5c1e7f10',
  channel: 'email',
  template: 'order-shipped',
  outcome: 'sent',
};
