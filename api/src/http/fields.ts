import { z } from 'zod';

/** A reference of another system's: it is stored in clear for ever, so it is no place for free text. */
export const REFERENCE = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'Expected 1 to 128 visible characters');

/** A reason: a code, because free text may be personal data. */
export const CODE = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'Expected a code like customer-request');

/** A time with its offset (RFC 3339), in epoch ms. */
export const INSTANT = z.iso
  .datetime({ offset: true, error: 'Expected a time like 2026-12-01T00:00:00Z' })
  .transform((text) => Date.parse(text));

/** A number in a query. */
export function countField(most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'Expected a number')
    .transform(Number)
    .pipe(z.int().min(1).max(most));
}
