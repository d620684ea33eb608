import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from '@karat/infra/leases';
import type { AnalysedModel, AnalysisStore } from './analysis-store.ts';
import type { FileAnalysis } from './mesh/analyse-file.ts';
import type { MeshOutcome } from './mesh/mesh-analysis.ts';

/** Gives the analysis of a model. */
export type Analyse = (model: AnalysedModel) => Promise<MeshOutcome<FileAnalysis>>;

/** Settings of {@link analyseOnce}. */
export interface AnalyseOnceOptions {
  readonly store: Pick<AnalysisStore, 'find' | 'keep' | 'claim'>;
  readonly analyse: Analyse;
  /** Ends the waiting for another process. */
  readonly signal: AbortSignal;
  /** Pause between two looks at what another process has found, ms. Default: 250. */
  readonly lookIntervalMs?: number;
}

/**
 * Analyses each model once: those who ask while it is under way share it, in other processes as well,
 * and what was found is kept. A failure of ours says nothing of the model and is not kept.
 * @throws what the analysis throws; `AbortError` when the signal ends the waiting.
 */
export function analyseOnce(options: AnalyseOnceOptions): Analyse {
  const { store, signal, lookIntervalMs = 250 } = options;
  const underWay = new Map<string, Promise<MeshOutcome<FileAnalysis>>>();
  const findOrAnalyse: Analyse = async (model) => {
    for (;;) {
      const known = await store.find(model);
      if (known !== null) return known;
      const claim = await store.claim(model);
      if (claim !== null) return await withClaim(claim, () => findOrKeep(options, model));
      await delay(lookIntervalMs, undefined, { signal });
    }
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

/** Looks again first: it could have been kept just before the claim was free. */
async function findOrKeep({ store, analyse }: AnalyseOnceOptions, model: AnalysedModel) {
  const known = await store.find(model);
  if (known !== null) return known;
  const outcome = await analyse(model);
  await store.keep(model, outcome);
  return outcome;
}

async function withClaim<T>(claim: Pick<Lease, 'release'>, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } finally {
    // What was found holds, whether or not the database is there now: a claim ends by itself.
    await claim.release().catch(() => undefined);
  }
}
