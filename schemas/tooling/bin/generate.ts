import { fileURLToPath } from 'node:url';
import { writeSources } from '../generate-types.ts';

await writeSources(fileURLToPath(new URL('../../..', import.meta.url)));
