import type { Versioned } from '@karat/projections';

/** A view as a document. This is a format: `_id` is its key, the rest the view itself. */
export type ViewDocument = { readonly _id: string } & Versioned;
