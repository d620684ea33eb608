/** Gives what a source gives, and has it at work on the next piece while this one is worked on. */
export async function* readAhead<T>(
  source: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  let coming = source.next();
  try {
    for (;;) {
      const found = await coming;
      if (found.done === true) return;
      coming = source.next();
      // It is told when its turn comes; until then nobody has asked.
      coming.catch(() => undefined);
      yield found.value;
    }
  } finally {
    await coming.catch(() => undefined);
    await source.return();
  }
}
