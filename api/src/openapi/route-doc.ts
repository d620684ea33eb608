import type { JsonSchema } from '@karat/schemas';
import type { z } from 'zod';
import type { ProblemSlug } from '../http/problem.ts';
import { objectOf, STATUS, UUID_TEXT, VERSION } from './schemas.ts';

/** A body of another kind than JSON. */
export interface OtherBody {
  readonly mediaType: string;
  readonly description: string;
}

/** An answer that is not a problem. */
export interface AnswerDoc {
  readonly description: string;
  /** Of its JSON; absent where it has no body, or another kind. */
  readonly schema?: JsonSchema;
  /** Where it is not JSON. */
  readonly mediaType?: string;
}

/** A header of a request. */
export interface HeaderDoc {
  readonly name: string;
  readonly description: string;
  readonly isRequired?: boolean;
}

/** What a route says of itself: of it the OpenAPI document is made. */
export interface RouteDoc {
  /** A few words, without a stop. */
  readonly summary: string;
  /** What the query is read by. */
  readonly query?: z.ZodType;
  readonly headers?: readonly HeaderDoc[];
  /** What a JSON body is read by. */
  readonly body?: z.ZodType;
  readonly otherBody?: OtherBody;
  /** Answers by status; whatever else comes is a problem. */
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /** Problems that a caller should know of; any route may answer with others. */
  readonly problems?: readonly ProblemSlug[];
}

/** The header that names a command. */
export const IDEMPOTENCY_KEY: HeaderDoc = {
  name: 'Idempotency-Key',
  description: 'Names the request: sent again under the same key it is done once.',
  isRequired: true,
};

/** The header by which a caller waits, or does not. */
export const PREFER: HeaderDoc = {
  name: 'Prefer',
  description: '`wait=<s>` waits for what is asked, `respond-async` does not (RFC 7240).',
};

const IF_MATCH: HeaderDoc = {
  name: 'If-Match',
  description: 'The version that the order has to have, e.g. `"7"`.',
};

/** What the headers of every command are. */
export const COMMAND_HEADERS: readonly HeaderDoc[] = [IDEMPOTENCY_KEY, IF_MATCH, PREFER];

/** Problems that a command upon an order may be answered with. */
export const COMMAND_PROBLEMS: readonly ProblemSlug[] = [
  'idempotency-key-missing',
  'idempotency-key-reused',
  'forbidden',
  'order-not-found',
  'illegal-transition',
  'version-conflict',
  'validation',
  'over-capacity',
];

/** The answers to a command; `facts` stand beside what every answer says. */
export function commandAnswers(
  facts: Readonly<Record<string, JsonSchema>> = {},
  acceptedStatus: 200 | 201 = 200,
): Readonly<Record<number, AnswerDoc>> {
  const decided = {
    description: 'It is decided.',
    schema: objectOf({ orderId: UUID_TEXT, version: VERSION, status: STATUS, ...facts }),
  };
  return {
    200: decided,
    ...(acceptedStatus === 201 ? { 201: { ...decided, description: 'It is done.' } } : {}),
    202: {
      description: 'It will be decided: `Location` tells what becomes of it.',
      schema: objectOf({ orderId: UUID_TEXT, commandId: UUID_TEXT }),
    },
  };
}
