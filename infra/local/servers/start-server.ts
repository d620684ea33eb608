import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '../../src/errors.ts';
import { keeperPid, keepProcess, type KeptProcess } from '../processes/keeper.ts';
import { lastLines } from '../processes/last-lines.ts';
import { isAlive } from '../processes/process-identity.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { PART_FACTS } from './part.ts';
import { choosePorts } from './port-memory.ts';
import type { ProgramContext } from './programs.ts';
import {
  fingerprintOf,
  identityOf,
  readRunning,
  removeRunning,
  writeRunning,
  type RunningRecord,
} from './running-record.ts';
import type { Secrets } from './secrets.ts';
import type { PreparedServer, ServerDefinition, ServerPlace } from './server.ts';

/** What a start of one server is given. */
export interface StartContext extends ProgramContext {
  /** Absolute folder that holds a folder for each server. */
  readonly folder: string;
  readonly secrets: Secrets;
  /** Whether data of an earlier run is thrown away, unless the server is running. */
  readonly fresh: boolean;
}

/** A server that answers. */
export interface StartedServer {
  readonly url: string;
  /** False when it was running already: then whoever started it stops it. */
  readonly isOwned: boolean;
  stop(): Promise<void>;
}

const INHERITED_VARIABLES = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ']);
const READY_TIMEOUT_MS = 60_000;
const LARGE_LOG_BYTES = 10 * 1024 * 1024;
const ORPHAN_END_MS = 20_000;

/**
 * Starts a server, or joins it when it is running already.
 * @throws PlatformError `provision-failed` when it cannot be had, does not start, or runs with other settings.
 */
export async function startServer(
  definition: ServerDefinition,
  context: StartContext,
): Promise<StartedServer> {
  const { part } = definition;
  const folder = join(context.folder, part);
  const prepared = await definition.provide(context);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'running.json');
  const running = readRunning(file);
  if (running && isAlive(running.keeper)) {
    const place = placeOf(context, folder, running.ports);
    return joinRunning(definition, prepared, { place, running, context });
  }
  if (running) await endOrphan(running);
  removeRunning(file);
  if (context.fresh) rmSync(folder, { recursive: true, force: true });
  const ports = await choosePorts(join(context.folder, 'state.json'), part, definition.portCount);
  return launch(definition, prepared, { place: placeOf(context, folder, ports), context, ports });
}

async function joinRunning(
  definition: ServerDefinition,
  prepared: PreparedServer,
  found: {
    readonly place: ServerPlace;
    readonly running: RunningRecord;
    readonly context: StartContext;
  },
): Promise<StartedServer> {
  const { place, running, context } = found;
  const { part } = definition;
  if (fingerprintOf(prepared.command(place)) !== running.fingerprint)
    throw otherSettings(definition, running);
  await waitUntil(() => prepared.probe(place), {
    what: `the running ${PART_FACTS[part].title} to answer`,
    signal: context.signal,
    timeoutMs: READY_TIMEOUT_MS,
    hopeless: () => (isAlive(running.server) ? null : 'it ended'),
    detail: () => lastLines(logOf(place)),
  });
  const url = prepared.url(place);
  context.onProgress({ part, phase: 'joined', what: shown(url) });
  return { url, isOwned: false, stop: () => Promise.resolve() };
}

async function launch(
  definition: ServerDefinition,
  prepared: PreparedServer,
  target: {
    readonly place: ServerPlace;
    readonly context: StartContext;
    readonly ports: readonly number[];
  },
): Promise<StartedServer> {
  const { place, context, ports } = target;
  const { part, stopTimeoutMs } = definition;
  const url = prepared.url(place);
  context.onProgress({ part, phase: 'starting', what: shown(url) });
  await prepared.prepare(place);
  putLargeLogAside(logOf(place));
  const command = prepared.command(place);
  const kept = await keepProcess({
    name: part,
    ...command,
    directory: place.folder,
    logFile: logOf(place),
    stdin: 'ignore',
    stopTimeoutMs,
  });
  const file = join(place.folder, 'running.json');
  writeRunning(file, {
    server: identityOf(kept.pid),
    keeper: identityOf(keeperPid() ?? 0),
    ports,
    fingerprint: fingerprintOf(command),
  });
  const stop = async (): Promise<void> => {
    await kept.stop();
    removeRunning(file);
  };
  try {
    await awaitReady(definition, prepared, { place, kept, signal: context.signal });
  } catch (error) {
    await stop();
    throw error;
  }
  context.onProgress({ part, phase: 'ready', what: shown(url) });
  return { url, isOwned: true, stop };
}

async function awaitReady(
  definition: ServerDefinition,
  prepared: PreparedServer,
  started: {
    readonly place: ServerPlace;
    readonly kept: KeptProcess;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { place, kept, signal: abort } = started;
  let ended: string | null = null;
  void kept.exited.then(({ code, signal }) => {
    ended = `it ended with ${signal ?? `exit code ${code}`}`;
  });
  await waitUntil(() => prepared.probe(place), {
    what: `${PART_FACTS[definition.part].title} to answer on port ${place.port}`,
    signal: abort,
    timeoutMs: READY_TIMEOUT_MS,
    hopeless: () => ended,
    detail: () => lastLines(logOf(place)),
  });
  await prepared.afterStart(place);
}

/** A server whose keeper was killed has nobody to stop it later, so it is ended and started anew. */
async function endOrphan(running: RunningRecord): Promise<void> {
  process.kill(running.server.pid, 'SIGTERM');
  const what = `process ${running.server.pid}, left by an earlier run, to end`;
  await waitUntil(
    () => {
      expectGone(running);
    },
    { what, timeoutMs: ORPHAN_END_MS },
  );
}

function expectGone({ server }: RunningRecord): void {
  if (isAlive(server)) throw new PlatformError('provision-failed', 'it is still alive');
}

function otherSettings(definition: ServerDefinition, running: RunningRecord): PlatformError {
  const { title } = PART_FACTS[definition.part];
  return new PlatformError(
    'provision-failed',
    `Expected ${title} to run with the settings of this version, got another command in process ` +
      `${running.server.pid}. What to do: stop the platform that started it, then start again.`,
  );
}

function placeOf(context: StartContext, folder: string, ports: readonly number[]): ServerPlace {
  const [port = 0, secondPort = 0] = ports;
  return {
    folder,
    port,
    secondPort,
    secrets: context.secrets,
    environment: ownEnvironment(context),
  };
}

/** A server gets these of the caller's variables and no others: neither its secrets nor settings meant for others. */
function ownEnvironment({ environment }: StartContext): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => INHERITED_VARIABLES.has(name)),
  );
}

function logOf(place: ServerPlace): string {
  return join(place.folder, 'server.log');
}

function putLargeLogAside(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGE_LOG_BYTES) renameSync(file, `${file}.1`);
}

/** Gives an address as it may be shown: without a password. */
function shown(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
