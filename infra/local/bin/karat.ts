import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPlatform } from '../platform/running-platform.ts';
import { KARAT_NODE_OPTIONS } from '../platform/service-table.ts';
import { platformFile } from '../platform/start-platform.ts';

// `npm run karat` for people: the installed command needs the addresses of an installation in its
// environment, and here those of the platform that `npm start` runs stand in where they are unset.
const workTree = fileURLToPath(new URL('../../../..', import.meta.url));
const platform = await findPlatform(platformFile(join(workTree, '.karat')));
const script = join(workTree, 'consumers/dist/src/bin/karat.js');
const args = [...KARAT_NODE_OPTIONS, '--enable-source-maps', script, ...process.argv.slice(2)];
const child = spawn(process.execPath, args, {
  stdio: 'inherit',
  env: { ...platform?.environment, ...process.env },
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
