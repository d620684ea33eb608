import { PlatformError } from '@karat/infra/errors';
import type { Problem } from './problem.ts';

/**
 * Carries a problem from where it is found to the one exit that answers it. A subclass, because that
 * exit catches it, and because streams through which it passes leave our own errors as they are.
 */
export class ProblemError extends PlatformError {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super('invalid-argument', problem.detail, { cause, context: { problem: problem.slug } });
    this.problem = problem;
  }
}

/** The error of a request with one fault. */
export function invalidAt(pointer: string, detail: string): ProblemError {
  const errors = [{ pointer, code: 'invalid', detail }];
  return new ProblemError({ slug: 'validation', detail: 'Expected a valid request', errors });
}
