import { z } from 'zod';
import { countField } from '../http/fields.ts';

/** What every list takes: how many, and after which. */
export const LIST_FIELDS = {
  limit: countField(200).default(50),
  after: z.string().max(512).optional(),
};
