import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { PlatformError } from '../../src/errors.ts';
import { provideRedis } from './programs.ts';
import type { ServerDefinition, ServerPlace } from './server.ts';

const PROBE_TIMEOUT_MS = 2000;

/** redis-server with an append-only file, so that a restart finds the queue it left. */
export const redisServer: ServerDefinition = {
  part: 'redis',
  portCount: 1,
  stopTimeoutMs: 10_000,
  provide: async (context) => {
    const command = await provideRedis(context);
    return {
      command: (place) => ({ command, args: settingsOf(place), environment: place.environment }),
      prepare: async (place) => {
        await mkdir(place.folder, { recursive: true });
      },
      probe: ping,
      afterStart: () => Promise.resolve(),
      url: (place) => `redis://127.0.0.1:${place.port}`,
    };
  },
};

function settingsOf(place: ServerPlace): readonly string[] {
  const bind = ['--bind', '127.0.0.1', '--port', String(place.port)];
  // The append-only file alone; a snapshot beside it would be written for nothing.
  return [...bind, '--dir', place.folder, '--appendonly', 'yes', '--save', '', '--daemonize', 'no'];
}

/**
 * Asks as a person at a telnet would.
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/ an inline command and its simple reply
 */
function ping(place: ServerPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: place.port, host: '127.0.0.1', timeout: PROBE_TIMEOUT_MS });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(unexpected('nothing')));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      const text = reply.toString('utf8').trim();
      socket.destroy();
      // While it loads its file, Redis answers -LOADING.
      if (text === '+PONG') resolve();
      else reject(unexpected(text));
    });
  });
}

function unexpected(got: string): PlatformError {
  return new PlatformError('redis-unavailable', `Expected +PONG from Redis, got ${got}`);
}
