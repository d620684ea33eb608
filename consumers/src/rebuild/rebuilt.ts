import type { GenerationDifference } from './compare-generations.ts';

/** What a rebuild has come to. */
export interface Rebuilt {
  readonly view: string;
  /** The new generation; null after a dry run. */
  readonly generation: string | null;
  /** The generation that was live before; null when there was none. */
  readonly previous: string | null;
  readonly events: number;
  /** Documents that the events give. */
  readonly documents: number;
  /** Documents in the generation that was live; null when there was none. */
  readonly documentsBefore: number | null;
  /** How the new one differs from the live one; null when there was none. */
  readonly difference: GenerationDifference | null;
  readonly switched: boolean;
  readonly elapsedMs: number;
}
