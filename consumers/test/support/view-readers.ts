import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from '@karat/infra/services';
import type { ExecutionContext } from 'ava';
import type { ProjectorRig } from './projector-rig.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The tokens of those who read. */
const PEOPLE = [
  { id: 'anna', role: 'operator' },
  { id: 'carl', role: 'crm' },
];

/** An answer that was neither right nor an honest refusal. */
export interface WrongAnswer {
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** Somebody who reads views over HTTP all the while. */
export interface ViewReaders {
  /** Stops reading and tells how many answers were right, how many refused, and all others. */
  readonly stop: () => Promise<{
    readonly right: number;
    readonly refused: number;
    readonly wrong: readonly WrongAnswer[];
  }>;
  /** Answers so far that were right. */
  readonly right: () => number;
  /** Answers so far that were an honest refusal. */
  readonly refused: () => number;
  readonly urlOf: (api: Reading['api']) => string;
}

/** What is read, and what is right. */
export interface Reading {
  readonly api: 'operator' | 'crm';
  readonly path: string;
  readonly isRight: (body: unknown) => boolean;
}

/** Starts the APIs of operators and CRM and reads from them, one request after the other. */
export async function startReaders(
  t: ExecutionContext,
  { environmentVariables }: ProjectorRig,
  readings: readonly Reading[],
): Promise<ViewReaders> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-readers-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const ports = new Map<string, number>();
  for (const name of new Set(readings.map(({ api }) => api))) {
    const service = await startService({
      name,
      script: join(ROOT, `api/dist/src/bin/${name}.js`),
      logFile: join(folder, `${name}.log`),
      environment: {
        ...environmentVariables,
        MONGO_VIEW_OPERATIONS_READ_URL: environmentVariables['MONGO_VIEW_OPERATIONS_URL'],
        API_TOKENS: JSON.stringify(PEOPLE.map(tokenEntry)),
      },
    });
    t.teardown(() => service.kill9());
    await service.ready(60_000);
    ports.set(name, service.port);
  }
  const tally = { right: 0, refused: 0, wrong: [] as WrongAnswer[], isStopped: false };
  const loops = readings.map(async (reading) => {
    while (!tally.isStopped) await readOnce(reading, ports.get(reading.api) ?? 0, tally);
  });
  return {
    urlOf: (api) => `http://127.0.0.1:${String(ports.get(api))}`,
    right: () => tally.right,
    refused: () => tally.refused,
    stop: async () => {
      tally.isStopped = true;
      await Promise.all(loops);
      return tally;
    },
  };
}

interface Tally {
  right: number;
  refused: number;
  readonly wrong: WrongAnswer[];
}

async function readOnce({ api, path, isRight }: Reading, port: number, tally: Tally) {
  const person = api === 'operator' ? 'anna' : 'carl';
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
    headers: { authorization: `Bearer ${person}-token` },
  });
  const body = await response.text();
  const { status } = response;
  if (status === 200 && isRight(JSON.parse(body))) tally.right += 1;
  else if (status === 503 && response.headers.has('retry-after')) tally.refused += 1;
  else tally.wrong.push({ path, status, body: body.slice(0, 300) });
}

function tokenEntry({ id, role }: (typeof PEOPLE)[number]) {
  return { sha256: createHash('sha256').update(`${id}-token`).digest('hex'), role, id };
}
