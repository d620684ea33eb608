import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { identifyProcess } from '../../../local/processes/process-identity.ts';
import { startService, type Service, type ServiceOptions } from '../../../local/services.ts';
import { expectGone, newFolder, pidsIn, startScript } from '../../support/local-platform.ts';

const TINY = fileURLToPath(new URL('./fixtures/tiny-service.js', import.meta.url));
const PARENT = fileURLToPath(new URL('./fixtures/parent-of-services.js', import.meta.url));

async function startTiny(
  t: ExecutionContext,
  mode: string,
  options: Partial<ServiceOptions> = {},
): Promise<Service> {
  const service = await startService({
    name: `tiny ${mode}`,
    script: TINY,
    environment: { TINY_MODE: mode },
    logFile: join(await newFolder(t), 'tiny.log'),
    stopTimeoutMs: 200,
    ...options,
  });
  t.teardown(() => service.stop());
  return service;
}

test('A service is ready when it says so, on the ports that it was given, and is gone after a stop', async (t) => {
  const service = await startTiny(t, 'polite');
  await service.ready();
  const pid = service.pid ?? 0;
  const reply = await fetch(`http://127.0.0.1:${service.opsPort}/health/ready`);
  t.is(await reply.text(), String(service.port));
  await service.stop();
  t.is(service.pid, null);
  t.is(identifyProcess(pid), null);
});

test('A service that does not stop when asked is killed', async (t) => {
  const service = await startTiny(t, 'stubborn');
  await service.ready();
  const pid = service.pid ?? 0;
  await service.stop();
  t.is(identifyProcess(pid), null);
});

test('A service that ends at its start is reported with the last lines of its log', async (t) => {
  const service = await startTiny(t, 'broken');
  const error = await t.throwsAsync(service.ready());
  t.regex(
    error.message,
    /^Expected tiny broken to be ready, got: it ended with exit code 7\nLast lines of .*tiny\.log:\n {2}no configuration/,
  );
});

test('A service killed with signal 9 can be started again on the same ports', async (t) => {
  const service = await startTiny(t, 'polite');
  await service.ready();
  const { pid, port, opsPort } = service;
  await service.kill9();
  t.is(service.pid, null);
  await service.restart();
  await service.ready();
  t.not(service.pid, pid);
  t.deepEqual([service.port, service.opsPort], [port, opsPort]);
});

test('A service that ends unasked is started again, if it is wanted so', async (t) => {
  const ends: unknown[] = [];
  const service = await startTiny(t, 'polite', {
    restartsOnEnd: true,
    onEnd: (status, restartInMs) => ends.push({ ...status, restartInMs }),
  });
  await service.ready();
  const { pid } = service;
  await service.kill9();
  await service.ready();
  t.not(service.pid, pid);
  t.deepEqual(ends, [{ code: null, signal: 'SIGKILL', restartInMs: 250 }]);
});

test('When the platform is killed with signal 9, its services end, also one that does not listen', async (t) => {
  const folder = await newFolder(t);
  const { child, printed } = await startScript(t, {
    script: PARENT,
    env: { TINY_FOLDER: folder, TINY_MODES: 'polite,stubborn' },
  });
  const pids = pidsIn(printed);
  t.is(pids.length, 3);
  child.kill('SIGKILL');
  await expectGone(t, pids);
});
