import type { Role } from '@karat/schemas';
import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';
import { ProblemError } from './problem-error.ts';
import { actorOfToken, type TokenTable } from './tokens.ts';

/** Who may use an API. */
export interface AuthenticateOptions {
  readonly tokens: TokenTable;
  /** Roles that this API is for; every other role is refused. */
  readonly roles: readonly Role[];
}

/**
 * Lets nobody past without a token of a role that the API is for.
 * @throws ProblemError `unauthorized` without a known token, `forbidden` with one of another role.
 */
export function authenticate({ tokens, roles }: AuthenticateOptions): Middleware<RequestState> {
  return async (ctx, next) => {
    const actor = actorOfToken(tokens, bearerToken(ctx.get('authorization')));
    if (actor === null) {
      const detail = 'Expected a known bearer token in Authorization, got none';
      throw new ProblemError({ slug: 'unauthorized', detail });
    }
    if (!roles.includes(actor.role)) {
      const detail = `Expected the role ${roles.join(' or ')}, got ${actor.role}`;
      throw new ProblemError({ slug: 'forbidden', detail });
    }
    ctx.state.actor = actor;
    await next();
  };
}

/** The token of an `Authorization` header, empty where there is none. */
function bearerToken(header: string): string {
  return /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? '';
}
