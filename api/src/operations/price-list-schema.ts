import { BOOLEAN, INSTANT_TEXT, listOf, nullable, objectOf, TEXT } from '../openapi/schemas.ts';

const VERSION_FACTS = {
  version: TEXT,
  contentHash: TEXT,
  addedAt: INSTANT_TEXT,
  by: TEXT,
};

/** The schema of all versions of a kind. */
export const PRICE_LIST = objectOf({
  items: listOf(objectOf({ ...VERSION_FACTS, usedFrom: listOf(INSTANT_TEXT) })),
  inForce: nullable(TEXT),
});

/** The schema of one version. */
export const SHOWN_VERSION = objectOf({ ...VERSION_FACTS, content: { type: 'object' } });

/** The schema of what became of an addition. */
export const ADDED_VERSION = objectOf({
  outcome: { type: 'string', enum: ['added', 'no-change'] },
  version: nullable(TEXT),
  contentHash: nullable(TEXT),
  dryRun: BOOLEAN,
});

/** The schema of what became of a use. */
export const USED_VERSION = objectOf({
  outcome: { type: 'string', enum: ['in-force', 'no-change'] },
  version: TEXT,
  fromAt: INSTANT_TEXT,
  warnings: listOf(TEXT),
  dryRun: BOOLEAN,
});
