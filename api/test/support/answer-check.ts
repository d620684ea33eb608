import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** An answer as it came. */
export interface GivenAnswer {
  readonly method: string;
  /** Path and query that were asked. */
  readonly path: string;
  readonly status: number;
  /** Its content-type; null where it has none. */
  readonly type: string | null;
  readonly text: string;
}

interface Media {
  readonly schema?: object;
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Media>> }>
  >;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** By port: each is an API of its own. */
const documents = new Map<number, Promise<OpenApi>>();

/** Holds an answer to the document of the API that gave it. @throws TypeError where they differ. */
export async function checkAnswer(port: number, answer: GivenAnswer): Promise<void> {
  if (answer.text === '') return;
  const known = documents.get(port) ?? load(port);
  documents.set(port, known);
  const document = await known;
  const given = kindOf(answer.type);
  const content = contentOf(document, answer);
  const media = content[given];
  const named = `${answer.method} ${answer.path} ${String(answer.status)}`;
  if (media === undefined) {
    const expected = Object.keys(content).join(', ') || 'no body';
    throw new TypeError(`Expected ${expected} of ${named}, got ${given}`);
  }
  if (!given.endsWith('json') || media.schema === undefined) return;
  const validate = validatorOf(document, media.schema);
  if (validate(JSON.parse(answer.text))) return;
  throw new TypeError(`Expected the schema of ${named}, got ${JSON.stringify(validate.errors)}`);
}

function kindOf(type: string | null): string {
  return type?.split(';')[0]?.trim() ?? 'none';
}

/** What an answer of this status may hold; where there is no such operation, a problem. */
function contentOf(document: OpenApi, answer: GivenAnswer): Readonly<Record<string, Media>> {
  const responses = operationOf(document, answer)?.responses;
  const described = responses?.[String(answer.status)] ?? responses?.['default'];
  if (described !== undefined) return described.content ?? {};
  return { 'application/problem+json': { schema: document.components.schemas['Problem'] ?? {} } };
}

async function load(port: number): Promise<OpenApi> {
  const answer = await fetch(`http://127.0.0.1:${String(port)}/openapi.json`);
  return (await answer.json()) as OpenApi;
}

function operationOf({ paths }: OpenApi, { method, path }: GivenAnswer): Operation | undefined {
  const steps = path.split('?')[0]?.split('/') ?? [];
  const fits = (template: string) => {
    const wanted = template.split('/');
    const isLike = (step: string, index: number) => step.startsWith('{') || step === steps[index];
    return wanted.length === steps.length && wanted.every(isLike);
  };
  const exact = Object.keys(paths).filter(fits);
  // A path without a parameter is more particular than one with it.
  const template = exact.find((one) => !one.includes('{')) ?? exact[0];
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
}

const validators = new WeakMap<object, ValidateFunction>();

function validatorOf({ components }: OpenApi, schema: object): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const made = ajv.compile(closed({ ...schema, components }) as object);
  validators.set(schema, made);
  return made;
}

/** With no field but those that are named: the document leaves room for those of later. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isObject = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}
