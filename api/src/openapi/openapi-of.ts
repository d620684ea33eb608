import type { JsonSchema } from '@karat/schemas';
import { z } from 'zod';
import type { Route } from '../http/context.ts';
import { statusOf } from '../http/problem.ts';
import type { AnswerDoc, HeaderDoc } from './route-doc.ts';
import { INTEGER, INSTANT_TEXT, listOf, objectOf, TEXT, UUID_TEXT } from './schemas.ts';

/** What a document says of its API. */
export interface ApiInfo {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

const PROBLEM_TYPE = 'application/problem+json';

/**
 * What every problem is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
const PROBLEM = objectOf(
  {
    type: { type: 'string', format: 'uri-reference' },
    title: TEXT,
    status: INTEGER,
    detail: TEXT,
    instance: TEXT,
    traceId: { anyOf: [TEXT, { type: 'null' }] },
    errors: listOf(objectOf({ pointer: TEXT, code: TEXT, detail: TEXT })),
    currentVersion: INTEGER,
    allowedTransitions: listOf(TEXT),
    claimedBy: TEXT,
    claimedAt: INSTANT_TEXT,
    available: listOf(TEXT),
  },
  ['errors', 'currentVersion', 'allowedTransitions', 'claimedBy', 'claimedAt', 'available'],
);

/**
 * The OpenAPI document of an API, from what its routes say of themselves.
 * @see https://spec.openapis.org/oas/v3.1.1
 */
export function openApiOf(routes: readonly Route[], info: ApiInfo): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.1',
    info: { ...info, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: tagsOf(routes),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

function operationOf({ method, path, doc }: Route): JsonSchema {
  const { summary, query, headers = [], answers, problems = [] } = doc;
  const statuses = [...new Set(problems.map(statusOf))];
  const refusals = statuses.map((status) => {
    const slugs = problems.filter((slug) => statusOf(slug) === status);
    return [status, problemAnswer(`Refused: ${slugs.join(', ')}.`)] as const;
  });
  const body = bodyOf(doc);
  return {
    operationId: operationIdOf(method, path),
    summary,
    description: `${summary}.`,
    tags: [tagOf(path)],
    parameters: [
      ...pathParametersOf(path),
      ...(query === undefined ? [] : queryParametersOf(query)),
      ...headers.map(headerParameterOf),
    ],
    ...(body === null ? {} : { requestBody: body }),
    responses: {
      ...Object.fromEntries(refusals),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, doc]) => [status, answerOf(doc)]),
      ),
      default: problemAnswer('Refused, or not possible now.'),
    },
  };
}

function bodyOf({ body, otherBody }: Route['doc']): JsonSchema | null {
  if (body === undefined && otherBody === undefined) return null;
  const json = body === undefined ? {} : { 'application/json': { schema: inputSchemaOf(body) } };
  const other = otherBody === undefined ? {} : { [otherBody.mediaType]: {} };
  const description = otherBody?.description;
  return {
    ...(description === undefined ? {} : { description }),
    content: { ...other, ...json },
    required: true,
  };
}

function answerOf({ description, schema, mediaType = 'application/json' }: AnswerDoc): JsonSchema {
  if (schema !== undefined) return { description, content: { [mediaType]: { schema } } };
  return mediaType === 'application/json'
    ? { description }
    : { description, content: { [mediaType]: { schema: TEXT } } };
}

function problemAnswer(description: string): JsonSchema {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { [PROBLEM_TYPE]: { schema } } };
}

/** What may be sent, as the schema that reads it says. */
function inputSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A default is told in the form in which it is read, which is not the one it is sent in.
      if (jsonSchema.type === 'string' && typeof jsonSchema.default !== 'string')
        delete jsonSchema.default;
    },
  });
  return rest;
}

function queryParametersOf(query: z.ZodType): readonly JsonSchema[] {
  const { properties = {}, required = [] } = inputSchemaOf(query) as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
    ...(description === undefined ? {} : { description }),
  }));
}

function headerParameterOf({ name, description, isRequired = false }: HeaderDoc): JsonSchema {
  return { name, in: 'header', description, required: isRequired, schema: TEXT };
}

function pathParametersOf(path: string): readonly JsonSchema[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => {
    const isUuid = ['orderId', 'commandId', 'jobId'].includes(name);
    const description = `The ${words(name)}.`;
    return { name, in: 'path', description, required: true, schema: isUuid ? UUID_TEXT : TEXT };
  });
}

function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}

/** E.g. `postOrdersClaim` of `POST /v1/orders/:orderId/claim`. */
function operationIdOf(method: string, path: string): string {
  const steps = path.split('/').slice(2);
  const words = steps.flatMap((step, index) => {
    const isLast = index === steps.length - 1;
    if (step.startsWith(':')) return isLast ? ['by', step.slice(1)] : [];
    return step.split('-');
  });
  return [
    method.toLowerCase(),
    ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ].join('');
}

/** E.g. `order id` of `orderId`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function tagOf(path: string): string {
  return path.split('/')[2] ?? '';
}

function tagsOf(routes: readonly Route[]): readonly JsonSchema[] {
  const names = new Set(routes.map(({ path }) => tagOf(path)));
  return [...names]
    .sort()
    .map((name) => ({ name, description: `About ${name.replaceAll('-', ' ')}.` }));
}
