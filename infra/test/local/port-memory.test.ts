import { createServer } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { isPortFree } from '../../local/processes/free-port.ts';
import { choosePorts } from '../../local/servers/port-memory.ts';
import { newFolder } from '../support/local-platform.ts';

async function takePort(t: ExecutionContext, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.teardown(() => server.close());
}

test('A server gets the ports that it had, and another server gets others', async (t) => {
  const file = join(await newFolder(t), 'state.json');
  const kafka = await choosePorts(file, 'kafka', 2);
  const redis = await choosePorts(file, 'redis', 1);
  t.is(new Set([...kafka, ...redis]).size, 3);
  t.deepEqual(await choosePorts(file, 'kafka', 2), kafka);
  t.deepEqual(await choosePorts(file, 'redis', 1), redis);
});

test('A port that was taken meanwhile is replaced, the other is kept', async (t) => {
  const file = join(await newFolder(t), 'state.json');
  const [first = 0, second] = await choosePorts(file, 'kafka', 2);
  await takePort(t, first);
  t.false(await isPortFree(first));
  const later = await choosePorts(file, 'kafka', 2);
  t.not(later[0], first);
  t.is(later[1], second);
  t.deepEqual(await choosePorts(file, 'kafka', 2), later);
});

test('A damaged memory of ports is a new start, no failure', async (t) => {
  const file = join(await newFolder(t), 'state.json');
  await writeFile(file, '{"ports": {"redis": [');
  const ports = await choosePorts(file, 'redis', 1);
  t.deepEqual(await choosePorts(file, 'redis', 1), ports);
});

test('Servers that choose at the same moment get different ports', async (t) => {
  const file = join(await newFolder(t), 'state.json');
  const chosen = await Promise.all(['a', 'b', 'c', 'd'].map((name) => choosePorts(file, name, 2)));
  t.is(new Set(chosen.flat()).size, 8);
});
