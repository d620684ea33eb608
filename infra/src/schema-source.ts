import { subjectsOf } from '@karat/schemas';
import type { SchemaSource } from '@karat/schemas/codec';
import type { Registry } from './registry.ts';

/**
 * The registry as a codec needs it: what an installation writes is looked up once, at the start,
 * and its own schemas are known by their ids from then on. So a registry that goes away later stops
 * nobody, not even before a record that comes for the first time; only ids of other versions are
 * asked for.
 * @throws `schema-unknown` when a deploy has not registered this version's schemas.
 */
export async function createSchemaSource(
  registry: Registry,
  environment: string,
): Promise<SchemaSource> {
  const own = await Promise.all(
    subjectsOf(environment).map(async ({ fullName, subject, schema }) => {
      return { fullName, schema, id: await registry.idOf(subject, schema) };
    }),
  );
  const schemas = new Map(own.map(({ id, schema }) => [id, schema]));
  return {
    idOf: new Map(own.map(({ fullName, id }) => [fullName, id])),
    schemaById: async (id) => schemas.get(id) ?? registry.schemaById(id),
  };
}
