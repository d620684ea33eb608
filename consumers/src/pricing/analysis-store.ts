import { openLeases, type Lease } from '@karat/infra/leases';
import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { Binary, MongoServerError, type Db } from 'mongodb';
import type { FileAnalysis } from './mesh/analyse-file.ts';
import type { MeshOutcome } from './mesh/mesh-analysis.ts';
import type { ModelUnit } from './mesh/model-unit.ts';

/**
 * Version of what an analysis says of a model. Whoever changes a figure, a limit or a reader raises
 * it, and every model is analysed anew when it is next submitted.
 */
const ANALYSIS_VERSION = 1;

/** What is known of models that were analysed before, by their content. */
export interface AnalysisStore {
  /** Without the preview; null where the model was not analysed yet. */
  readonly find: (model: AnalysedModel) => Promise<MeshOutcome<FileAnalysis> | null>;
  /** Kept for good, the preview beside it; whoever was faster has kept the same. */
  readonly keep: (model: AnalysedModel, outcome: MeshOutcome<FileAnalysis>) => Promise<void>;
  /** The right to analyse a model; null while another process does. Released in any case. */
  readonly claim: (model: AnalysedModel) => Promise<Pick<Lease, 'release'> | null>;
  /** A GLB of few faces to look at; null where there is none. */
  readonly preview: (model: AnalysedModel) => Promise<Uint8Array | null>;
}

/** The file of a model, and in which unit it is read. */
export interface AnalysedModel {
  /** Among whose files it is kept; of no matter to what is in it. */
  readonly owner: string | null;
  readonly sha256: string;
  /** As the uploader has said it; null where the file says it, or nobody does. */
  readonly unit: ModelUnit | null;
}

/** This is a format. */
interface AnalysisDocument {
  /** `<sha256>/<unit>/<version>`. */
  readonly _id: string;
  readonly outcome: MeshOutcome<FileAnalysis>;
  readonly analysedAt: Date;
}

/** This is a format. */
interface PreviewDocument {
  /** As of its analysis. */
  readonly _id: string;
  readonly glb: Binary;
}

/** Settings of {@link openAnalysisStore}. */
export interface AnalysisStoreOptions {
  /** Epoch milliseconds UTC. Default: that of this machine. */
  readonly clock?: () => number;
  /** How long the claim of a process that has died keeps others out, ms. Default: 10,000. */
  readonly leaseMs?: number;
}

/** Analyses in `own_pricing`. Equal bytes have equal analyses, whoever owns the file. */
export async function openAnalysisStore(
  db: Db,
  { clock = Date.now, leaseMs }: AnalysisStoreOptions = {},
): Promise<AnalysisStore> {
  const claims = await openLeases(db, 'analysis_claims', leaseMs === undefined ? {} : { leaseMs });
  const analyses = db.collection<AnalysisDocument>('analyses');
  const previews = db.collection<PreviewDocument>('previews');
  return {
    find: async (model) => (await analyses.findOne({ _id: idOf(model) }))?.outcome ?? null,
    keep: async (model, found) => {
      const _id = idOf(model);
      const { outcome, glb } = withoutPreview(found);
      // The preview first: whoever finds the analysis does not make one any more.
      if (glb !== null) await unlessThere(() => previews.insertOne({ _id, glb: new Binary(glb) }));
      const analysedAt = new Date(clock());
      await unlessThere(() => analyses.insertOne({ _id, outcome, analysedAt }));
    },
    claim: (model) => claims.take(idOf(model)),
    preview: async (model) => (await previews.findOne({ _id: idOf(model) }))?.glb.buffer ?? null,
  };
}

function withoutPreview(found: MeshOutcome<FileAnalysis>) {
  if (!found.ok) return { outcome: found, glb: null };
  const { previewGlb: glb = null, ...value } = found.value;
  return { outcome: { ok: true, value } as const, glb };
}

async function unlessThere(insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
  }
}

function idOf({ sha256, unit }: AnalysedModel): string {
  return `${sha256}/${unit ?? ''}/${String(ANALYSIS_VERSION)}`;
}
