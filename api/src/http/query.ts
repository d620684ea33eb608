import type { z } from 'zod';
import type { ApiContext } from './context.ts';
import { validate } from './validate.ts';

/** The query, read by the schema. @throws ProblemError `validation`, also for an unknown parameter. */
export function readQuery<T>(ctx: ApiContext, schema: z.ZodType<T>): T {
  return validate(schema, { ...ctx.query }, '?');
}
