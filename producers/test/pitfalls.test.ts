import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';

/** Tests run in `producers/dist/test`. */
const PACKAGE = join(import.meta.dirname, '..', '..');

const PITFALLS = 30;

interface Row {
  readonly pitfall: number;
  readonly shownBy: string;
  readonly file: string;
}

async function readRows(): Promise<readonly Row[]> {
  const page = await readFile(join(PACKAGE, 'PITFALLS.md'), 'utf8');
  const rows = page.matchAll(/^\| +(\d+) +\|[^|]*\| +(.+?) +\| +\[[^\]]+\]\(([^)]+)\) +\|$/gm);
  return [...rows].map(([, pitfall = '', shownBy = '', file = '']) => {
    return { pitfall: Number(pitfall), shownBy, file };
  });
}

test('every pitfall has a test or a named check, and each of them exists', async (t) => {
  const rows = await readRows();
  const numbers = new Set(rows.map(({ pitfall }) => pitfall));
  t.deepEqual(
    [...numbers],
    Array.from({ length: PITFALLS }, (_, index) => index + 1),
  );
  for (const { pitfall, shownBy, file } of rows) {
    const source = await readFile(join(PACKAGE, file), 'utf8').catch(() => '');
    const text = shownBy.replace(/^`(.*)`$/, '$1');
    t.true(source.includes(text), `${String(pitfall)}: expected "${text}" in ${file}`);
  }
});
