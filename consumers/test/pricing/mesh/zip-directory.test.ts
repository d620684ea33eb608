import test from 'ava';
import { readZipDirectory } from '../../../src/pricing/mesh/zip-directory.ts';
import { rawZip } from '../../support/hostile/raw-zip.ts';

const CONTENT = Buffer.from('some bytes');
const FILE = rawZip([{ name: '/3D/a.Model', stored: CONTENT, method: 0 }]);

test('a file of a zip is found by its name, without case', (t) => {
  const directory = readZipDirectory(FILE);
  t.deepEqual(directory.ok && directory.value.get('3d/a.model')?.stored, CONTENT);
});

/** The same zip with its sizes, its places and its end in the fields of zip64. */
function zip64(): Buffer {
  const centralAt = 30 + 11 + CONTENT.length;
  const extra = Buffer.alloc(4 + 24);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  [CONTENT.length, CONTENT.length, 0].forEach((value, i) =>
    extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i),
  );
  const central = Buffer.concat([FILE.subarray(centralAt, centralAt + 46 + 11), extra]);
  for (const at of [20, 24, 42]) central.writeUInt32LE(0xffffffff, at);
  central.writeUInt16LE(extra.length, 30);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(centralAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(centralAt + central.length), 8);
  const end = Buffer.from(FILE.subarray(-22));
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([FILE.subarray(0, centralAt), central, end64, locator, end]);
}

test('a zip64 is read like a zip, for some programs write nothing else', (t) => {
  const directory = readZipDirectory(zip64());
  t.deepEqual(directory.ok && directory.value.get('3d/a.model')?.stored, CONTENT);
});
