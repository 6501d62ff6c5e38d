import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseInventory, imageComponents } from './inventory.ts';
import { unlistedNatives } from './unlisted-natives.ts';

let root: string;

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content, 'latin1');
}
const elf = (text: string) => `\x7fELF\x02\x01\x01 ${text}`;

/** A base with a library, a bundle with a decoder beside it, and the image that was made of both. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unlisted-natives-'));
  for (const place of ['base', 'rootfs']) {
    write(`${place}/var/lib/dpkg/status.d/libc6`, 'Package: libc6\nVersion: 2.41\n');
    write(`${place}/usr/lib/libc.so.6`, elf('libc'));
    const sum = createHash('md5').update(elf('libc'), 'latin1').digest('hex');
    write(`${place}/var/lib/dpkg/status.d/libc6.md5sums`, `${sum}  usr/lib/libc.so.6\n`);
  }
  for (const place of ['bundled', 'rootfs/app']) write(`${place}/node_modules/decoder/decoder.node`, elf('decoder'));
  write('bundled/meta.json', JSON.stringify({ outputs: {} }));
});
afterEach(() => rmSync(root, { recursive: true }));

const found = () =>
  unlistedNatives(
    join(root, 'rootfs'),
    imageComponents(join(root, 'bundled'), root),
    baseInventory(join(root, 'base')),
  );

describe('the native files of an image', () => {
  it('are those that the SBOM lists', () => {
    expect(found()).toEqual([]);
  });

  it.each([
    'usr/lib/libextra.so',
    'app/node_modules/decoder/extra.node',
    'tmp/ffmpeg',
    'app/bundle/node_modules/x.node',
  ])('may not have one at %s that it does not list', (path) => {
    write(`rootfs/${path}`, elf('--enable-gpl'));
    expect(found()).toEqual([`the SBOM does not list /${path}, which is machine code`]);
  });

  it('may not have one that is listed for another place', () => {
    write('rootfs/node_modules/decoder/decoder.node', elf('decoder'));
    expect(found()).toEqual(['the SBOM does not list /node_modules/decoder/decoder.node, which is machine code']);
  });

  it('may not differ from what was listed', () => {
    write('rootfs/app/node_modules/decoder/decoder.node', elf('decoder --enable-gpl'));
    expect(found()).toEqual(['/app/node_modules/decoder/decoder.node is another file than the SBOM lists']);
  });
});
