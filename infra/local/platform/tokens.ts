import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRole, type Role } from '@karat/schemas';
import { readJsonFile } from '../processes/read-json-file.ts';

/** A person or system of the demonstration with its bearer token. */
export interface TokenHolder {
  readonly role: Role;
  readonly id: string;
  readonly token: string;
}

const HOLDERS: readonly (readonly [Role, string])[] = [
  ['storefront', 'shop'],
  ['seller', 'demo-seller'],
  ['operator', 'anna'],
  ['operator', 'boris'],
  ['logistics', 'lena'],
  ['supervisor', 'petra'],
  ['crm', 'clara'],
  ['administrator', 'ada'],
];

/** The tokens of an installation, made at its first start and kept in a file only its owner reads. */
export function loadTokens(file: string): readonly TokenHolder[] {
  const known = (readJsonFile(file, isList) ?? []).filter(isHolder);
  const holders = HOLDERS.map(([role, id]): TokenHolder => {
    const before = known.find((holder) => holder.role === role && holder.id === id);
    return before ?? { role, id, token: randomBytes(24).toString('base64url') };
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(holders, null, 2)}\n`, { mode: 0o600 });
  return holders;
}

/** The value of `API_TOKENS`: hashes only. */
export function tokenTable(holders: readonly TokenHolder[]): string {
  return JSON.stringify(
    holders.map(({ role, id, token }) => ({
      sha256: createHash('sha256').update(token).digest('hex'),
      role,
      id,
    })),
  );
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isHolder(value: unknown): value is TokenHolder {
  if (typeof value !== 'object' || value === null) return false;
  const { role, id, token } = value as Partial<Record<keyof TokenHolder, unknown>>;
  return (
    typeof role === 'string' && isRole(role) && typeof id === 'string' && typeof token === 'string'
  );
}
