/** What a keeper needs to start one child process. */
export interface ProcessSpec {
  /** A name for messages, such as `kafka` or `decider`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whole environment of the child; nothing is inherited besides. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** File to which standard output and error are appended. */
  readonly logFile: string;
  /** With `pipe`, standard input stays open for as long as the keeper lives, then ends. */
  readonly stdin: 'pipe' | 'ignore';
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly stopTimeoutMs: number;
}

/** What a parent tells its keeper. */
export type KeeperRequest =
  | { readonly kind: 'start'; readonly id: number; readonly spec: ProcessSpec }
  | { readonly kind: 'stop'; readonly id: number };

/** What a keeper tells its parent. */
export type KeeperReport =
  | { readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly kind: 'exited';
      readonly id: number;
      readonly code: number | null;
      readonly signal: string | null;
    };
