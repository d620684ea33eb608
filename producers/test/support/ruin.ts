import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@karat/infra/testing';

/** Where in the writer's loop something happens to it. */
export type RuinPoint =
  | 'before-init'
  | 'before-produce'
  | 'before-commit'
  | 'after-commit'
  | 'before-reply'
  | 'commit-answer-lost';

/** What happens to a writer, and where. */
export interface Ruin {
  readonly point: RuinPoint;
  /** Default: SIGKILL. */
  readonly signal?: 'SIGKILL' | 'SIGSTOP';
  /** How often it passes the point unharmed before. Default: 3. */
  readonly after?: number;
}

const PRELOADED = new URL('../live/fixtures/ruin.js', import.meta.url).href;

/** Variables with which a writer is ruined. */
export function ruinVariables(ruin: Ruin, folder: string): Readonly<Record<string, string>> {
  const { point, signal = 'SIGKILL', after = 3 } = ruin;
  return {
    NODE_OPTIONS: `--import ${PRELOADED}`,
    RUIN_POINT: point,
    RUIN_SIGNAL: signal,
    RUIN_AFTER: String(after),
    RUIN_MARKER: markerIn(folder, ruin),
  };
}

/** Waits until the ruin has happened, without which its test would show nothing. */
export async function untilRuined(folder: string, ruin: Ruin): Promise<void> {
  await eventually(() => existsSync(markerIn(folder, ruin)), { timeoutMs: 60_000 });
}

function markerIn(folder: string, { point }: Ruin): string {
  return join(folder, `ruined-${point}`);
}
