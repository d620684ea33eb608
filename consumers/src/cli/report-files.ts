import type { SweepReport } from '../files/sweep-report.ts';
import type { LocatedOrder } from '../files/where-files.ts';

/** A sweep in words. */
export function reportSwept(report: SweepReport): string {
  const { isDryRun, heldBackFor, tiers, orphans, uploadsSwept } = report;
  const lines = tiers.map(({ tier, files, bytes, misplaced, unreferenced }) => {
    const counts = `${String(misplaced)} misplaced, ${String(unreferenced)} without an order`;
    return `${tier}: ${String(files)} files, ${String(bytes)} bytes; ${counts}`;
  });
  const { swept, sweptBytes, young, heldBack, spared, examples } = orphans;
  const done = isDryRun ? 'would be removed' : 'removed';
  const left = `${String(young)} too young, ${String(heldBack)} held back, ${String(spared)} spared`;
  return [
    ...lines,
    `${String(swept)} files (${String(sweptBytes)} bytes) ${done}; ${left}`,
    ...examples.map(({ owner, sha256 }) => `  ${sha256} of ${owner ?? 'nobody'}`),
    ...(heldBackFor === null ? [] : [`Held back: ${heldBackFor}`]),
    isDryRun ? 'Dry run, nothing was changed' : `${String(uploadsSwept)} abandoned uploads removed`,
  ].join('\n');
}

/** The files of an order in words. */
export function reportWhere(orderId: string, located: LocatedOrder | null): string {
  if (located === null) return `${orderId}: no such order, or it was not read yet`;
  const { version, status, files } = located;
  return [
    `Order ${orderId}, version ${String(version)}, ${status}: ${String(files.length)} files`,
    ...files.map(({ owner, sha256, itemIds, tier, wanted, orders }) => {
      const place =
        tier === wanted
          ? (tier ?? 'missing')
          : `${tier ?? 'missing'}, belongs in ${wanted ?? 'none'}`;
      const shared = orders > 1 ? `, shared by ${String(orders)} orders` : '';
      return `  ${itemIds.join(', ')}: ${sha256} of ${owner ?? 'nobody'}: ${place}${shared}`;
    }),
  ].join('\n');
}
