import type { OrderStatus } from '@karat/schemas';
import { z } from 'zod';
import { countField } from '../http/fields.ts';

/** Every status, to ask for. */
export const STATUSES = [
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
] as const satisfies readonly OrderStatus[];

/** What every list takes: how many, and after which. */
export const LIST_FIELDS = {
  limit: countField(200).default(50),
  after: z.string().max(512).optional(),
};
