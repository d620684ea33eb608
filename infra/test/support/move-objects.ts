/** Moves an object from tier to tier until it is killed, and prints a line for every move. */
import { readConfig } from '../../src/config.ts';
import { OBJECT_STORE_CONFIG, TIERS, openObjectStore } from '../../src/object-store.ts';

const config = readConfig(OBJECT_STORE_CONFIG, process.env);
const [owner = '', sha256 = ''] = process.argv.slice(2);
const store = await openObjectStore(config.objectStoreUrl, config);
for (;;) {
  const tier = TIERS[Math.floor(Math.random() * TIERS.length)] ?? 'new';
  await store.move({ owner, sha256 }, tier);
  process.stdout.write(`${tier}\n`);
}
