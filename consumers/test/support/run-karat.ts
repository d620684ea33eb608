import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProjectorRig } from './projector-rig.ts';

const KARAT = fileURLToPath(new URL('../../src/bin/karat.js', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `karat` as a person or a pipeline does: as a process of its own. */
export function runKarat(
  { environmentVariables }: Pick<ProjectorRig, 'environmentVariables'>,
  ...args: readonly string[]
): Promise<Ended> {
  const options = { env: environmentVariables, timeout: 120_000 };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--enable-source-maps', KARAT, ...args],
      options,
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
  });
}

/** A command that runs. */
export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<void>;
}

/** Starts `karat` without waiting for its end. */
export function startKarat(
  { environmentVariables }: Pick<ProjectorRig, 'environmentVariables'>,
  ...args: readonly string[]
): Running {
  const child = execFile(process.execPath, [KARAT, ...args], { env: environmentVariables });
  return {
    kill: (signal) => {
      child.kill(signal);
    },
    ended: new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    }),
  };
}

/** What a command with `--json` printed. */
export function printed({ stdout }: Ended): unknown {
  return JSON.parse(stdout);
}
