import { PlatformError } from '@karat/infra/errors';
import { catchUp, catchUpOnce, type CatchUpRequest } from './catch-up.ts';

/** The projector is held back for this long at most, in ms: what is left to fold takes a moment. */
const HOLD_MS = 5_000;
const MAX_ATTEMPTS = 5;

/**
 * Makes a generation live without any order going back: the projector is held back from the live
 * one, what it has seen until then is folded into this one, and then it is switched to by one write.
 * Whatever was fetched before the hold lies before the end of the log that is read after it.
 * @throws `fenced` (retryable) when that never came to pass within the time of a hold.
 */
export async function switchOver(request: CatchUpRequest): Promise<number> {
  const { store, projection } = request.view;
  const { id } = request.generation;
  let events = await catchUp(request);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const active = await store.active();
    if (active === id) return events;
    const isHeld = active === null || (await store.holdFor(id, HOLD_MS));
    if (!isHeld) continue;
    const asOf = Date.now();
    events += await catchUpOnce(request);
    await confirm(request, asOf);
    try {
      await store.activate(id);
      return events;
    } catch (error) {
      // Too slow: the projector has gone on meanwhile.
      if (!(error instanceof PlatformError && error.code === 'fenced')) throw error;
    }
  }
  const message = `Expected to switch ${projection.name} to ${id}, the log was faster each time`;
  throw new PlatformError('fenced', message, { retryable: true });
}

/** Readers are told how old the view is from its first moment on. */
async function confirm({ generation }: CatchUpRequest, asOf: number): Promise<void> {
  const positions = [...(await generation.positions())];
  await generation.confirm(positions.map(([partition, offset]) => ({ partition, offset, asOf })));
}
