import { cpus, totalmem } from 'node:os';

/** One figure beside its limit, both measured in the same run; printed, so the names are a format. */
export interface BenchResult {
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** The same measured without us: what the parts underneath allow. */
  readonly limit: number;
  /** `value` divided by `limit`. */
  readonly ratio: number;
  /** What the ratio has to be, e.g. `<= 5`. */
  readonly target: string;
  readonly holds: boolean;
}

/** What a benchmark prints. */
export interface BenchReport {
  readonly name: string;
  /** The machine that the figures are of. */
  readonly machine: string;
  readonly results: readonly BenchResult[];
}

/** What a benchmark is given. */
export interface BenchOptions {
  /** Root of the work tree. */
  readonly workTree: string;
  /** Rounds of which the median is reported; at least five for a figure to be quoted. */
  readonly rounds: number;
  /** Whether only to show that it works, at a size whose figures mean nothing. */
  readonly small: boolean;
  /** Folder for the data of a platform that it starts. */
  readonly root: string;
  /** Environment of the caller; URLs in it replace servers. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** What a file below a package's `bench` folder exports. */
export interface Bench {
  readonly run: (options: BenchOptions) => Promise<readonly BenchResult[]>;
}

/** A figure with the ratio to its limit and whether the target holds. */
export function resultOf(
  measure: string,
  unit: string,
  figures: {
    readonly value: number;
    readonly limit: number;
    /** Largest ratio that holds, or the smallest one. */
    readonly target: { readonly atMost: number } | { readonly atLeast: number };
  },
): BenchResult {
  const { value, limit, target } = figures;
  const ratio = limit === 0 ? 0 : Math.round((value / limit) * 100) / 100;
  const atMost = 'atMost' in target;
  return {
    measure,
    value,
    unit,
    limit,
    ratio,
    target: atMost ? `<= ${String(target.atMost)}` : `>= ${String(target.atLeast)}`,
    holds: atMost ? ratio <= target.atMost : ratio >= target.atLeast,
  };
}

/** The machine in one line: processors, memory, Node. */
export function describeMachine(): string {
  const [first] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const processors = `${String(cpus().length)} × ${first?.model ?? 'unknown processor'}`;
  return `${processors}, ${String(gibibytes)} GiB, Node ${process.versions.node}`;
}
