import { parsePosition, POSITION_TOKEN_SHAPE, type LogPosition } from '@karat/schemas';
import type { ApiContext } from './context.ts';
import { invalidAt } from './problem-error.ts';

/** Tokens in one request at most: of each partition only the furthest means anything. */
const MAX_TOKENS = 64;

/**
 * How far the caller wants the view to be: the tokens of the header `Karat-Position` and of
 * `minPosition` in the query, several separated by commas; of each partition the furthest. What was
 * read is taken out of the query, so that routes go on to refuse what they do not know.
 * @throws ProblemError `validation` for what is no token.
 */
export function takePositions(ctx: ApiContext): readonly LogPosition[] {
  const { minPosition = [], ...query } = ctx.query;
  const asked = [minPosition].flat().join(',');
  if (asked !== '') ctx.query = query;
  return furthest([
    ...tokensIn(ctx.get('karat-position'), 'Karat-Position'),
    ...tokensIn(asked, '?minPosition'),
  ]);
}

function tokensIn(text: string, pointer: string): readonly LogPosition[] {
  if (text.trim() === '') return [];
  const tokens = text.split(',').map((token) => token.trim());
  if (tokens.length > MAX_TOKENS) {
    const count = String(tokens.length);
    throw invalidAt(pointer, `Expected at most ${String(MAX_TOKENS)} positions, got ${count}`);
  }
  return tokens.map((token) => {
    const position = parsePosition(token);
    if (position !== null) return position;
    throw invalidAt(pointer, `Expected ${POSITION_TOKEN_SHAPE}, got ${token.slice(0, 60)}`);
  });
}

function furthest(positions: readonly LogPosition[]): readonly LogPosition[] {
  const byPartition = new Map<string, LogPosition>();
  for (const position of positions) {
    const key = `${String(position.partition)}.${position.incarnation}`;
    const known = byPartition.get(key);
    if (known === undefined || known.nextOffset < position.nextOffset)
      byPartition.set(key, position);
  }
  return [...byPartition.values()];
}
