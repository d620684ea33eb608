import { z } from 'zod';
import { countField } from '../http/fields.ts';

/** What every list takes: how many, and after which. */
export const LIST_FIELDS = {
  limit: countField(200)
    .default(50)
    .describe('How many at most, 1 to 200; 50 where it is not said.'),
  after: z.string().max(512).optional().describe('The `next` of the page before.'),
};
