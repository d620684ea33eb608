import { randomBytes } from 'node:crypto';

/**
 * A new id of a Kafka cluster: 16 random bytes as base64url. It never begins with a hyphen, which
 * Kafka's own tools would read as another option.
 */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}
