import { registerCompletionHandler } from 'ava';

/** Time that whatever a test has closed may still need to be gone, ms. */
const GRACE_MS = 20_000;

// AVA waits for the process of a test file to end by itself, and without end for one that something
// holds open. Says what it is, so that it can be looked for.
registerCompletionHandler(() => {
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().join(', ');
    process.stderr.write(`Expected nothing open after the tests, got: ${open}\n`);
    process.exit(0);
  }, GRACE_MS).unref();
});
