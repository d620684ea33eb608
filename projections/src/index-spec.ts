import type { ViewIndex } from './projection.ts';

/** What a number has to be that is set: every instant is, and nothing else of a document is less. */
export const SET = { $gt: 0 } as const;

/** The index as Mongo takes it. */
export function indexSpecOf({ fields, whereSet }: ViewIndex) {
  const key = { ...fields };
  return whereSet === undefined ? { key } : { key, partialFilterExpression: { [whereSet]: SET } };
}
