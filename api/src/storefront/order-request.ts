import { z } from 'zod';
import { REFERENCE } from '../http/fields.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const code = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Expected a code like silver-925');

const item = z.strictObject({
  itemId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'Expected 1 to 64 of A-Z a-z 0-9 . _ -'),
  quantity: z.int().min(1).max(999),
  material: code,
  finish: code,
  stones: z.int().min(0).max(999).optional(),
  engravedLetters: z.int().min(0).max(999).optional(),
});

/** Who gets the pieces: personal data, sealed before it leaves this process. */
const customer = z.strictObject({
  name: text(200),
  email: z.email().max(320),
  phone: text(40).optional(),
  address: text(1_000),
});

/** The body of `POST /v1/orders`. */
export const ORDER_REQUEST = z.strictObject({
  sellerId: REFERENCE.optional(),
  sellerOrderRef: REFERENCE.optional(),
  customer,
  items: z.array(item).min(1).max(100),
});

/** An order as it is asked for. */
export type OrderRequest = z.infer<typeof ORDER_REQUEST>;
