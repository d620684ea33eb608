import { subjectsOf } from '@karat/schemas';
import type { SchemaSource } from '@karat/schemas/codec';
import type { Registry } from './registry.ts';

/**
 * The registry as a codec needs it: the id of every record that an installation writes is looked
 * up once, at the start, so that a registry that goes away later stops nobody.
 * @throws `schema-unknown` when a deploy has not registered this version's schemas.
 */
export async function createSchemaSource(
  registry: Registry,
  environment: string,
): Promise<SchemaSource> {
  const ids = await Promise.all(
    subjectsOf(environment).map(async ({ fullName, subject, schema }) => {
      return [fullName, await registry.idOf(subject, schema)] as const;
    }),
  );
  return { idOf: new Map(ids), schemaById: registry.schemaById };
}
