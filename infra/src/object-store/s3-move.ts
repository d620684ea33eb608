import { objectNotFound, objectRotten } from './object-faults.ts';
import { TIERS, type ObjectKey, type RemoveOptions, type Tier } from './port.ts';
import type { S3Connection } from './s3-connection.ts';
import { copyInside, isPresent, isWhole, placeOf, storedSince } from './s3-copies.ts';
import { withLease } from './s3-lease.ts';

/**
 * Copies, checks the copy, then takes the others away. Only who holds the object's lease takes copies
 * away, and never all: killed at any point, it leaves at least one.
 * @throws `object-not-found`, `undecodable`, `object-store-unavailable`.
 */
export async function moveInS3(
  connection: S3Connection,
  key: ObjectKey,
  tier: Tier,
): Promise<void> {
  const others = TIERS.filter((name) => name !== tier);
  if (await isAlone(connection, key, tier)) return;
  await withLease(connection, key, async ({ removeCopy }) => {
    await ensureCopy(connection, key, tier);
    for (const other of others) {
      const place = placeOf(connection, key, other);
      if (await isPresent(connection, place)) await removeCopy(place);
    }
  });
}

/**
 * Removes all copies of an object, unless one has come too late; gives whether it is gone. S3 removes
 * under no condition of time, so one that is put between the look and the removal goes with it.
 */
export async function removeFromS3(
  connection: S3Connection,
  key: ObjectKey,
  { storedBefore = Infinity }: RemoveOptions = {},
): Promise<boolean> {
  const places = TIERS.map((tier) => placeOf(connection, key, tier));
  const look = () => Promise.all(places.map((place) => storedSince(connection, place)));
  if ((await look()).every((since) => since === null)) return true;
  return withLease(connection, key, async ({ removeCopy }) => {
    const isLate = (since: number | null) => since !== null && since >= storedBefore;
    if (storedBefore !== Infinity && (await look()).some(isLate)) return false;
    for (const place of places) await removeCopy(place);
    return true;
  });
}

async function isAlone(connection: S3Connection, key: ObjectKey, tier: Tier): Promise<boolean> {
  const present = await Promise.all(
    TIERS.map((name) => isPresent(connection, placeOf(connection, key, name))),
  );
  return TIERS.every((name, index) => present[index] === (name === tier));
}

async function ensureCopy(connection: S3Connection, key: ObjectKey, tier: Tier): Promise<void> {
  const target = placeOf(connection, key, tier);
  if (await isWhole(connection, target, key)) return;
  let rotten: string | null = null;
  for (const other of TIERS.filter((name) => name !== tier)) {
    const got = await copyInside(connection, placeOf(connection, key, other), target);
    if (got === key.sha256) return;
    rotten = got ?? rotten;
  }
  throw rotten === null ? objectNotFound(key) : objectRotten(key, rotten);
}
