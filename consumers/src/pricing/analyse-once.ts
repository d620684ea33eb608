import type { AnalysedModel, AnalysisStore } from './analysis-store.ts';
import type { FileAnalysis } from './mesh/analyse-file.ts';
import type { MeshOutcome } from './mesh/mesh-analysis.ts';

/** Gives the analysis of a model. */
export type Analyse = (model: AnalysedModel) => Promise<MeshOutcome<FileAnalysis>>;

/**
 * Analyses each model once: those who ask while it is under way share it, and what was found is
 * kept. A failure of ours says nothing of the model and is not kept.
 */
export function analyseOnce(store: AnalysisStore, analyse: Analyse): Analyse {
  const underWay = new Map<string, Promise<MeshOutcome<FileAnalysis>>>();
  const findOrAnalyse: Analyse = async (model) => {
    const known = await store.find(model);
    if (known !== null) return known;
    const outcome = await analyse(model);
    await store.keep(model, outcome);
    return outcome;
  };
  return async (model) => {
    const key = `${model.sha256}/${model.unit ?? ''}`;
    const shared = underWay.get(key);
    if (shared !== undefined) return shared;
    const own = findOrAnalyse(model);
    underWay.set(key, own);
    try {
      return await own;
    } finally {
      underWay.delete(key);
    }
  };
}
