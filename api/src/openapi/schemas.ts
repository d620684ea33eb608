import { ORDER_STATUS_SYMBOLS, type JsonSchema } from '@karat/schemas';

/** Text. */
export const TEXT: JsonSchema = { type: 'string' };
/** A whole number. */
export const INTEGER: JsonSchema = { type: 'integer' };
/** True or false. */
export const BOOLEAN: JsonSchema = { type: 'boolean' };
/** An id of an order or a command. */
export const UUID_TEXT: JsonSchema = { type: 'string', format: 'uuid' };
/** An instant in UTC, RFC 3339. */
export const INSTANT_TEXT: JsonSchema = { type: 'string', format: 'date-time' };
/** Where an order stands. */
export const STATUS: JsonSchema = { type: 'string', enum: ORDER_STATUS_SYMBOLS };
/** A version of an order, from 1. */
export const VERSION: JsonSchema = { type: 'integer', minimum: 1 };

/** The same, or null. */
export function nullable(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** An array of these. */
export function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

/** An object with these fields, all of them unless named as optional. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required };
}

/** An object schema with other fields beside, or in place of, its own. */
export function extended(
  base: JsonSchema,
  properties: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const own = base['properties'] as Readonly<Record<string, JsonSchema>>;
  const required = base['required'] as readonly string[];
  const all = new Set([...required, ...Object.keys(properties)]);
  return { ...base, properties: { ...own, ...properties }, required: [...all] };
}

/** A page of a list, and where it goes on. */
export function pageOf(items: JsonSchema): JsonSchema {
  return objectOf({ items: listOf(items), next: nullable(TEXT) });
}
