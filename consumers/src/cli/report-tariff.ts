import type { AnsweredAddition, AnsweredUse } from '../pricing/tariff-store/change-versions.ts';
import type { ListedVersions, ShownVersion } from './tariff-command.ts';

/** Versions in words. */
export function reportVersions({ versions, inForce }: ListedVersions): string {
  if (versions.length === 0) return 'No versions yet';
  const lines = versions.map(({ version, contentHash, addedAt, by, usedFrom }) => {
    const since = usedFrom.map((from) => from.toISOString()).join(', ');
    const use = since === '' ? 'not used' : `used from ${since}`;
    return `${version} ${contentHash.slice(0, 12)} added ${addedAt.toISOString()} by ${by}, ${use}`;
  });
  const now =
    inForce === null
      ? 'Nothing is in force'
      : `In force now: ${inForce.tariffVersion} with ${inForce.metalPricesVersion}`;
  return [...lines, now].join('\n');
}

/** A version in words, with its content as a file of it would be. */
export function reportVersion({
  version,
  contentHash,
  addedAt,
  by,
  content,
}: ShownVersion): string {
  return [
    `${version} ${contentHash} added ${addedAt.toISOString()} by ${by}`,
    JSON.stringify(content, null, 2),
  ].join('\n');
}

/** An addition in words. */
export function reportAddition({
  outcome,
  version,
  contentHash,
  reasons,
}: AnsweredAddition): string {
  if (reasons.length > 0) return ['Not added:', ...reasons.map((one) => `  ${one}`)].join('\n');
  const what = `${String(version)} ${String(contentHash)}`;
  return outcome === 'added' ? `Added ${what}` : `Already there, with this content: ${what}`;
}

/** A use in words. */
export function reportUse({ outcome, version, fromAt, reasons, warnings }: AnsweredUse): string {
  if (outcome === 'refused') {
    return ['Not put in force:', ...reasons.map((one) => `  ${one}`)].join('\n');
  }
  const since = `${version} from ${fromAt.toISOString()} on`;
  const line = outcome === 'no-change' ? `Already in force: ${since}` : `In force: ${since}`;
  return [line, ...warnings.map((one) => `  Mind: ${one}`)].join('\n');
}
