import type { Logger } from '@karat/infra/logger';
import type { OnStop } from '../with-connections.ts';

export type { OnStop } from '../with-connections.ts';

/** What subcommands are made with. */
export interface CommandProgram {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Runs a command with connections that are closed after it. */
  readonly withConnections: (work: (onStop: OnStop) => Promise<void>) => Promise<void>;
  readonly print: (result: unknown, how: { json: boolean; words: string }) => void;
  readonly setExitCode: (code: number) => void;
}
