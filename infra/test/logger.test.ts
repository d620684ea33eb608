import test from 'ava';
import { PlatformError } from '../src/errors.ts';
import { createLogger } from '../src/logger.ts';

test('a line is JSON with a constant message and the facts in fields', (t) => {
  const { logger, lines } = capture();
  logger.child({ traceId: 'abc' }).info({ orderId: 'o-1', elapsedMs: 12 }, 'order priced');
  const [line] = lines();
  t.regex(String(line?.['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  t.like(line, {
    level: 'info',
    service: 'pricing',
    traceId: 'abc',
    orderId: 'o-1',
    elapsedMs: 12,
    msg: 'order priced',
  });
});

test('secrets and personal data are cut out, however they got in', (t) => {
  const { logger, lines } = capture();
  const secrets = { token: 'hunter2', customer: { name: 'Anna' }, email: 'anna@example.com' };
  logger.info(secrets, 'flat');
  logger.info({ request: { headers: { authorization: 'Bearer hunter2' } } }, 'nested');
  logger.child(secrets).info('bound');
  const text = JSON.stringify(lines());
  t.false(/hunter2|Anna|anna@/.test(text), text);
});

test('an error is told with its code, facts and causes', (t) => {
  const { logger, lines } = capture();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const error = new PlatformError('kafka-unavailable', 'Expected a broker', {
    cause,
    retryable: true,
    context: { partition: 3, token: 'hunter2' },
  });
  logger.error({ error }, 'reading failed');
  t.like(lines()[0], {
    msg: 'reading failed',
    error: {
      name: 'PlatformError',
      code: 'kafka-unavailable',
      message: 'Expected a broker',
      retryable: true,
      context: { partition: 3, token: '[redacted]' },
      cause: { code: 'network-unavailable', message: 'refused' },
    },
  });
});

test('lines below the level are not written', (t) => {
  const { logger, lines } = capture();
  logger.debug('too fine');
  t.deepEqual(lines(), []);
});

function capture() {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  const logger = createLogger({ service: 'pricing', level: 'info', destination });
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines };
}
