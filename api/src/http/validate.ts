import type { z } from 'zod';
import type { FieldFault } from './problem.ts';
import { ProblemError } from './problem-error.ts';

/**
 * The value that the schema reads.
 * @throws ProblemError `validation` with every fault at its place; `prefix` is what places begin with.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, prefix = '#/'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => faultsOf(issue, prefix));
  const detail = `Expected a valid request, got ${String(errors.length)} fault${errors.length === 1 ? '' : 's'}`;
  throw new ProblemError({ slug: 'validation', detail, errors });
}

function faultsOf(issue: z.core.$ZodIssue, prefix: string): readonly FieldFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key], prefix),
      code: 'unknown-field',
      detail: `Expected no field ${JSON.stringify(key)}`,
    }));
  }
  const code = issue.code.replaceAll('_', '-');
  return [{ pointer: pointerTo(issue.path, prefix), code, detail: issue.message }];
}

/** A JSON pointer as a URI fragment: `~` and `/` in names are escaped (RFC 6901). */
function pointerTo(path: readonly PropertyKey[], prefix: string): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return steps.length === 0 ? '#' : `${prefix}${steps.join('/')}`;
}
