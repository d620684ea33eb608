import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { MongoServerError, type Db } from 'mongodb';
import type { MeshAnalysis, MeshOutcome } from './mesh/mesh-analysis.ts';

/**
 * Version of what an analysis says of a model. Whoever changes a figure, a limit or a reader raises
 * it, and every model is analysed anew when it is next submitted.
 */
const ANALYSIS_VERSION = 1;

/** What is known of models that were analysed before, by their content. */
export interface AnalysisStore {
  readonly find: (model: AnalysedModel) => Promise<MeshOutcome<MeshAnalysis> | null>;
  /** Kept for good; whoever was faster has kept the same. */
  readonly keep: (model: AnalysedModel, outcome: MeshOutcome<MeshAnalysis>) => Promise<void>;
}

/** The file of a model, and in which unit it is read. */
export interface AnalysedModel {
  /** Among whose files it is kept; of no matter to what is in it. */
  readonly owner: string | null;
  readonly sha256: string;
  /** As the uploader has said it; null where the file says it, or nobody does. */
  readonly unit: string | null;
}

/** This is a format. */
interface AnalysisDocument {
  /** `<sha256>/<unit>/<version>`. */
  readonly _id: string;
  readonly outcome: MeshOutcome<MeshAnalysis>;
  readonly analysedAt: Date;
}

/** Analyses in `own_pricing`. Equal bytes have equal analyses, whoever owns the file. */
export function createAnalysisStore(db: Db, clock: () => number): AnalysisStore {
  const analyses = db.collection<AnalysisDocument>('analyses');
  return {
    find: async (model) => (await analyses.findOne({ _id: idOf(model) }))?.outcome ?? null,
    keep: async (model, outcome) => {
      try {
        const analysedAt = new Date(clock());
        await analyses.insertOne({ _id: idOf(model), outcome, analysedAt });
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
      }
    },
  };
}

function idOf({ sha256, unit }: AnalysedModel): string {
  return `${sha256}/${unit ?? ''}/${String(ANALYSIS_VERSION)}`;
}
