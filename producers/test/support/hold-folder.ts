import { lockFolder } from '../../src/folder-lock.ts';

// A process that locks the folder of its first argument and keeps it until it is killed.
lockFolder(process.argv[2] ?? '');
process.send?.('locked');
process.on('message', () => undefined);
