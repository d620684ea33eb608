import type { LogConnection } from '@karat/infra/log-connection';
import type { OpenView } from '../projector/projector.ts';
import type { GenerationDifference } from './compare-generations.ts';
import type { PartitionProgress } from './fill-generation.ts';
import type { RebuildJobs } from './rebuild-jobs.ts';
import type { RebuildProgress } from './rebuild-progress.ts';

/** Settings of a rebuild. */
export interface RebuildOptions {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly jobs: RebuildJobs;
  /** Who asks for it, in the words of the job. */
  readonly startedBy: string;
  /** Whether to fold and compare only. Default: false. */
  readonly isDryRun?: boolean;
  /** Memory for records at most, in bytes. Default: that of the fold. */
  readonly maxHeldBytes?: number;
  /** Threads at work on it at most, this one included. Default: 1. */
  readonly maxThreads?: number;
  /** Ends the work, which others or a later start then go on with. Default: never. */
  readonly signal?: AbortSignal;
  /** Default: nothing. */
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Told how far each partition is that this process works on. Default: nothing. */
  readonly onPartition?: (partition: number, progress: PartitionProgress) => void;
  /** Told why a thread ended early; the others do its work. Default: nothing. */
  readonly onThreadFailed?: (error: unknown) => void;
  /** Told how the new generation differs from the live one, before the switch. Default: nothing. */
  readonly onCompared?: (difference: GenerationDifference) => void;
}
