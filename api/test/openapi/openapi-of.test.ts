import test from 'ava';
import { z } from 'zod';
import type { Route } from '../../src/http/context.ts';
import { openApiOf } from '../../src/openapi/openapi-of.ts';

test('a query is told as it is sent, not as it is read', (t) => {
  const query = z.strictObject({
    limit: z.string().transform(Number).pipe(z.int().max(9)).default(5),
    status: z.enum(['A', 'B']).default('A'),
    after: z.string().max(3).optional(),
  });
  const route: Route = {
    method: 'GET',
    path: '/v1/things/:thingId',
    doc: { summary: 'Lists things', query, answers: { 204: { description: 'None.' } } },
    handle: () => undefined,
  };
  const document = openApiOf([route], { title: 't', description: 'd', version: '1' });
  t.like(document, {
    paths: {
      '/v1/things/{thingId}': {
        get: {
          parameters: [
            { name: 'thingId', in: 'path', required: true },
            { name: 'limit', in: 'query', required: false, schema: { type: 'string' } },
            { name: 'status', required: false, schema: { enum: ['A', 'B'], default: 'A' } },
            { name: 'after', required: false, schema: { maxLength: 3 } },
          ],
          responses: {
            204: { description: 'None.' },
            default: { description: 'Refused, or not possible now.' },
          },
        },
      },
    },
  });
});
