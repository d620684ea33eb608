import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readJsonFile } from '../processes/read-json-file.ts';

/** Passwords and keys made up for the local servers on the first start. */
export interface Secrets {
  readonly mongoAdminPassword: string;
  /** Shared key of the replica set's members. */
  readonly mongoReplicaKey: string;
}

/** Reads the secrets of a server folder, or makes them up and keeps them in a file only its owner can read. */
export function loadSecrets(file: string): Secrets {
  const known = readJsonFile(file, isSecrets);
  if (known) return known;
  const made: Secrets = {
    mongoAdminPassword: randomBytes(24).toString('base64url'),
    mongoReplicaKey: randomBytes(96).toString('base64'),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

function isSecrets(value: unknown): value is Secrets {
  return (
    typeof value === 'object' &&
    value !== null &&
    'mongoAdminPassword' in value &&
    typeof value.mongoAdminPassword === 'string' &&
    'mongoReplicaKey' in value &&
    typeof value.mongoReplicaKey === 'string'
  );
}
