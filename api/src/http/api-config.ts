import { integer, json, text, url } from '@karat/infra/config';
import { ROLES } from '@karat/schemas';
import { parseTokenTable } from './tokens.ts';

/** What every API reads from its environment beside what every service reads. */
export const API_CONFIG = {
  port: integer('PORT', { doc: 'Port of the API; 0 takes a free one.', max: 65_535, default: 0 }),
  host: text('HOST', { doc: 'Address that the API listens on.', default: '127.0.0.1' }),
  tokens: json('API_TOKENS', {
    doc: 'Bearer tokens by their hash; nobody else gets in.',
    expected: `[{"sha256": hex, "role": ${ROLES.join('|')}, "id": text}, …]`,
    parse: parseTokenTable,
    secret: true,
  }),
};

/** What an API that sends commands reads beside: where it finds what became of them. */
export const OUTCOMES_CONFIG = {
  outcomesUrl: url('MONGO_VIEW_OPERATIONS_READ_URL', {
    doc: 'Outcomes of commands; a user that may only read them is enough.',
    secret: true,
  }),
};
