import { AVRO_SCHEMAS } from './avro-schemas.ts';
import { TOPICS, topicsOf } from './topics.ts';

/** A schema under the subject where the registry keeps it. */
export interface SubjectSchema {
  /** `<topic>-<record full name>`. */
  readonly subject: string;
  readonly fullName: string;
  /** Avro schema as JSON. */
  readonly schema: string;
}

/** Every subject of an installation with its newest schema, one per record and topic. */
export function subjectsOf(environment: string): readonly SubjectSchema[] {
  const topics = topicsOf(environment);
  return TOPICS.flatMap((topic) =>
    Object.entries(AVRO_SCHEMAS)
      .filter(([fullName]) => topic.records.some((prefix) => fullName.startsWith(prefix)))
      .map(([fullName, schema]) => ({
        subject: `${topics[topic.kind]}-${fullName}`,
        fullName,
        schema: JSON.stringify(schema),
      })),
  );
}
