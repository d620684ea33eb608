import type { Middleware } from 'koa';
import type { RequestState, Route } from './context.ts';
import { ProblemError } from './problem-error.ts';

/**
 * The end of the way: no route took the request, so the caller is told what there is.
 * @throws ProblemError `method-not-allowed` where the path exists, else `not-found`.
 */
export function noRoute(routes: readonly Route[]): Middleware<RequestState> {
  return (ctx) => {
    const here = routes.filter(({ path }) => matches(path, ctx.path));
    if (here.length > 0) {
      const methods = [...new Set(here.map(({ method }) => method))].join(', ');
      ctx.set('allow', methods);
      const detail = `Expected ${methods} for ${ctx.path}, got ${ctx.method}`;
      throw new ProblemError({ slug: 'method-not-allowed', detail });
    }
    const siblings = routes.filter(({ path }) => matches(parentOf(path), parentOf(ctx.path)));
    const available = (siblings.length > 0 ? siblings : routes).map(nameOf);
    const detail = `Expected one of ${available.join(', ')}, got ${ctx.method} ${ctx.path}`;
    throw new ProblemError({ slug: 'not-found', detail, available });
  };
}

function matches(pattern: string, path: string): boolean {
  const [steps, given] = [pattern.split('/'), path.split('/')];
  return (
    steps.length === given.length &&
    steps.every((step, index) => step.startsWith(':') || step === given[index])
  );
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
}
