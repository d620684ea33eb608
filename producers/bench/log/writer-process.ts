import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WRITER_NODE_OPTIONS } from '@karat/infra/service-table';
import { startService, type Service } from '@karat/infra/services';
import type { TestLog } from '@karat/infra/test-log';
import { withFolder } from './bench-log.ts';

const WRITER = fileURLToPath(new URL('../../src/bin/writer.js', import.meta.url));

/** A writer in a process of its own, as it runs in an installation. */
export interface WriterProcess {
  readonly service: Service;
  /** Folder of its states on disk. */
  readonly states: string;
}

/** What the process is started with. */
export interface WriterProcessOptions {
  readonly log: TestLog;
  /** Environment that names the servers. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Starts a writer's process on an empty disk, gives it to a task and ends it. */
export async function withWriterProcess<T>(
  { log, environment }: WriterProcessOptions,
  task: (writer: WriterProcess) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    const states = join(folder, 'states');
    const service = await startService({
      name: 'writer',
      script: WRITER,
      environment: {
        ...environment,
        KARAT_ENV: log.environment,
        STATE_DIR: states,
        NODE_OPTIONS: WRITER_NODE_OPTIONS,
      },
      logFile: join(folder, 'writer.log'),
    });
    try {
      return await task({ service, states });
    } finally {
      await service.kill9();
    }
  });
}
