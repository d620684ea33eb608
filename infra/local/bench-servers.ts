import type { BenchOptions } from './bench-report.ts';
import { startServers } from './servers.ts';
import type { ServerPart } from './servers/part.ts';

/** Starts the servers that a benchmark needs, gives their environment to a task, and stops them. */
export async function withBenchServers<T>(
  { root, env }: Pick<BenchOptions, 'root' | 'env'>,
  only: readonly ServerPart[],
  task: (environment: Readonly<Record<string, string | undefined>>) => Promise<T>,
): Promise<T> {
  const karatEnv = env['KARAT_ENV'] ?? 'bench';
  const servers = await startServers({ root, env, karatEnv, only });
  try {
    return await task(servers.environment);
  } finally {
    await servers.stop();
  }
}

/** Measures as often as the options say and tells how far it is. */
export async function inRounds<Round>(
  { rounds, say }: Pick<BenchOptions, 'rounds' | 'say'>,
  measure: () => Promise<Round>,
): Promise<readonly Round[]> {
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    measured.push(await measure());
    say(`round ${String(round)} of ${String(rounds)}`);
  }
  return measured;
}
