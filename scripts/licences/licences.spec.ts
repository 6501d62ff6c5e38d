import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { licenceProblems } from './gate.ts';
import { baseInventory, imageComponents } from './inventory.ts';
import { licenceOfMarks, marksOf } from './natives.ts';
import type { Allowance } from './policy.ts';
import { sbomOf, sbomProblem } from './sbom.ts';

const FFMPEG: Allowance = {
  places: ['worker'],
  name: /^decoder$/,
  kind: 'native',
  licence: 'GPL-3.0-or-later',
  marks: ['--enable-gpl', '--enable-version3'],
  why: 'a test',
};
const elf = (text: string) => `\x7fELF\x02\x01\x01 ${text}`;

let root: string;
const roots: string[] = [];
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content, 'latin1');
}

const manifest = (name: string, license?: unknown) => JSON.stringify({ name, version: '1.0.0', license });

/** What a bundle is made of, as esbuild tells it. */
function bundleOf(...inputs: string[]): void {
  const sizes = Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: 10 }]));
  const unused = { 'node_modules/unused/index.js': { bytesInOutput: 0 } };
  write('image/meta.json', JSON.stringify({ outputs: { 'main.js': { inputs: { ...sizes, ...unused } } } }));
}

/** A checkout with an image that has a permissive package, and a decoder with a native file. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
  roots.push(root);
  write('node_modules/good/package.json', manifest('good', '(MIT OR GPL-3.0-only)'));
  write('node_modules/unused/package.json', manifest('unused', 'GPL-3.0-only'));
  write('node_modules/decoder/package.json', manifest('decoder', 'MIT'));
  write('image/node_modules/decoder/package.json', manifest('decoder', 'MIT'));
  write('image/node_modules/decoder/decoder.node', elf('ffmpeg --enable-gpl --enable-version3 '));
  bundleOf('dist/apps/worker/src/main.js', 'node_modules/good/index.js');
});

const components = () => imageComponents(join(root, 'image'), root);
const problems = (allowances: readonly Allowance[] = [FFMPEG]) => licenceProblems('worker', components(), allowances);

describe('the license gate of an image', () => {
  it('lets through what is permissive, and what is allowed by its name', () => {
    expect(problems()).toEqual([]);
  });

  it('refuses a native file that was configured with --enable-gpl, whatever its package says', () => {
    write('image/node_modules/good/package.json', manifest('good', 'MIT'));
    write('image/node_modules/good/planted.so', elf('configuration: --enable-gpl --enable-libx264'));
    expect(problems()).toEqual([
      'worker: node_modules/good/planted.so of good is under GPL-2.0-or-later, which is not allowed here: it says --enable-gpl',
    ]);
  });

  it('refuses a package under the GPL', () => {
    write('node_modules/planted/package.json', manifest('planted', 'GPL-3.0-or-later'));
    bundleOf('node_modules/planted/index.js');
    expect(problems()).toEqual([
      'worker: planted 1.0.0 has the license GPL-3.0-or-later, which is not allowed here (node_modules/planted)',
    ]);
  });

  it.each([
    ['none', undefined],
    ['a text that SPDX does not know', 'Modified and improved MIT'],
    ['an address', 'https://example.com/licence'],
    ['UNLICENSED', 'UNLICENSED'],
    ['SEE LICENSE IN file', 'SEE LICENSE IN LICENCE.txt'],
  ])('refuses a license that nobody knows: %s', (_, licence) => {
    write('node_modules/planted/package.json', manifest('planted', licence));
    bundleOf('node_modules/planted/index.js');
    expect(problems()).toEqual([
      expect.stringMatching(/^worker: planted 1\.0\.0 has (?:no known license|the license ".*", which SPDX)/),
    ]);
  });

  it('refuses code of no package at all, in the bundle or beside it', () => {
    bundleOf('vendor/copied.js');
    write('image/bundle/planted.node', elf('nothing'));
    expect(problems()).toEqual([
      'worker: vendor/copied.js has no known license (vendor/copied.js)',
      'worker: bundle/planted.node is machine code of no known package',
    ]);
  });

  it.each([
    ['ar', '!<arch>\nplanted.o/ \x7fELF\x02'],
    ['gzip', '\x1f\x8b\x08'],
    ['bzip2', 'BZh9'],
    ['xz', '\xfd7zXZ\0'],
    ['zstd', '\x28\xb5\x2f\xfd'],
    ['zip', 'PK\x03\x04'],
  ])('refuses what is packed by %s, since it may hold machine code', (packing, content) => {
    write('image/node_modules/decoder/planted', content);
    expect(problems()).toEqual([
      `worker: node_modules/decoder/planted is packed by ${packing}, so that nobody sees what is in it`,
    ]);
  });

  it('refuses a native file that names a license of GNU, in whatever way it is written', () => {
    write('image/node_modules/good/package.json', manifest('good', 'MIT'));
    write('image/node_modules/good/planted.node', elf('GNU GENERAL\n PUBLIC LICENSE'));
    expect(problems()).toEqual([
      expect.stringMatching(/planted\.node of good is under LicenseRef-GNU.* it says general public license$/),
    ]);
  });

  it('does not follow links, which may lead into this machine', () => {
    write('elsewhere/planted.node', elf('--enable-gpl'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'image', 'node_modules', 'decoder', 'link'));
    expect(problems()).toEqual([]);
  });

  it('refuses a package under both a permissive license and the GPL', () => {
    write('node_modules/planted/package.json', manifest('planted', 'MIT AND GPL-2.0-only'));
    bundleOf('node_modules/planted/index.js');
    expect(problems()).toEqual([expect.stringContaining('planted 1.0.0 has the license MIT AND GPL-2.0-only')]);
  });

  it('refuses in a nested version what is allowed in another', () => {
    write('node_modules/good/node_modules/planted/package.json', manifest('planted', 'AGPL-3.0-only'));
    bundleOf('node_modules/good/index.js', 'node_modules/good/node_modules/planted/lib/index.js');
    expect(problems()).toEqual([expect.stringContaining('planted 1.0.0 has the license AGPL-3.0-only')]);
  });

  it('refuses an allowed file that says more than was allowed', () => {
    write('image/node_modules/decoder/decoder.node', elf('--enable-gpl --enable-version3 --enable-libfdk-aac'));
    expect(problems()).toEqual([
      expect.stringContaining('it says --enable-libfdk-aac'),
      expect.stringContaining('nothing needs'),
    ]);
  });

  it('refuses an allowance that nothing needs', () => {
    write('image/node_modules/decoder/decoder.node', elf('another decoder'));
    expect(problems()).toEqual(['worker: nothing needs the allowance of GPL-3.0-or-later for ^decoder$']);
  });

  it('does not count an input of which nothing is in the output, or what is allowed elsewhere', () => {
    expect(components().map((each) => ('name' in each ? each.name : each.path))).not.toContain('unused');
    expect(problems([{ ...FFMPEG, places: ['sandbox'] }])).toEqual([
      expect.stringContaining('decoder.node of decoder'),
    ]);
  });
});

describe('the license gate of a base', () => {
  const COPYRIGHT = 'License: GPL-2\n This program is free software';

  beforeEach(() => {
    write('base/var/lib/dpkg/status.d/netbase', 'Package: netbase\nVersion: 6.5\nArchitecture: all\n');
    write('base/usr/share/doc/netbase/copyright', COPYRIGHT);
    write('base/nodejs/bin/node', elf('https://nodejs.org/download/release/v24.1.2/node-v24.1.2.tar.gz'));
  });
  const inventory = () => baseInventory(join(root, 'base'));

  it('knows the packages of Debian and Node', () => {
    expect(licenceProblems('base', inventory())).toEqual([]);
    expect(inventory()).toContainEqual(expect.objectContaining({ name: 'node', version: '24.1.2', licence: 'MIT' }));
  });

  it.each([
    [
      'whose copyright file no longer says so',
      'usr/share/doc/netbase/copyright',
      'License: AGPL-3',
      /netbase 6\.5 has no known license/,
    ],
    [
      'that nobody has looked at',
      'var/lib/dpkg/status.d/planted',
      'Package: planted\nVersion: 1\n',
      /planted 1 has no known license/,
    ],
  ])('refuses a package %s', (_, path, content, expected) => {
    write(`base/${path}`, content);
    expect(licenceProblems('base', inventory()).join()).toMatch(expected);
  });

  const LIBRARY = 'usr/lib/x86_64-linux-gnu/listed.so';
  /** Has the package list a file with this content. */
  const listed = (path: string, content: string, folder = 'status.d/netbase') =>
    write(
      `base/var/lib/dpkg/${folder}.md5sums`,
      `${createHash('md5').update(content, 'latin1').digest('hex')}  ${path}\n`,
    );

  it('refuses machine code that no package lists, wherever it is', () => {
    write('base/usr/lib/x86_64-linux-gnu/planted.so', elf('nothing'));
    write('base/opt/planted', elf('nothing'));
    expect(licenceProblems('base', inventory())).toEqual([
      'base: opt/planted is machine code of no known package',
      'base: usr/lib/x86_64-linux-gnu/planted.so is machine code of no known package',
    ]);
  });

  it.each([
    ['as distroless does', LIBRARY, 'status.d/netbase'],
    ['as dpkg does', LIBRARY, 'info/netbase:amd64'],
    ['by its path of before the merge of /lib into /usr/lib', LIBRARY.slice('usr/'.length), 'status.d/netbase'],
  ])('lets a library through that a package lists %s, as long as it is that file', (_, path, folder) => {
    write(`base/${LIBRARY}`, elf('library'));
    listed(path, elf('library'), folder);
    expect(licenceProblems('base', inventory())).toEqual([]);
    expect(inventory()).toContainEqual(expect.objectContaining({ path: LIBRARY, owner: 'netbase' }));
    write(`base/${LIBRARY}`, elf('another'));
    expect(licenceProblems('base', inventory())).toEqual([`base: ${LIBRARY} is machine code of no known package`]);
  });

  it('refuses a library of a package that was configured with --enable-gpl', () => {
    write(`base/${LIBRARY}`, elf('--enable-gpl'));
    listed(LIBRARY, elf('--enable-gpl'));
    expect(licenceProblems('base', inventory())).toEqual([
      expect.stringContaining('listed.so of netbase is under GPL-2.0-or-later'),
    ]);
  });

  // Extracts of the files of Debian 13. These packages are in distroless' image, and not in the base that is made by hand.
  it.each([
    ['zlib1g', 'Zlib', 'Files: *\nCopyright: 1995-2013 Jean-loup Gailly and Mark Adler\nLicense: Zlib\n'],
    [
      'libzstd1',
      '(BSD-3-Clause OR GPL-2.0-only) AND MIT',
      'License: BSD-3-clause or GPL-2\nFiles: lib/dictBuilder/divsufsort.*\nCopyright: 2003-2008, Yuta Mori\nLicense: Expat\n',
    ],
    [
      'media-types',
      'LicenseRef-public-domain',
      "Files: *\nCopyright: public-domain\nLicense: ad-hoc\n This package contains public information compiled from around the 'net and\n many people.\n",
    ],
    ['tzdata-legacy', 'LicenseRef-public-domain', 'License: public-domain\n This database is in the public domain.\n'],
    ['libssl3t64', 'Apache-2.0', 'Files: *\nLicense: Apache-2.0\n'],
    [
      'libgomp1',
      'GPL-3.0-or-later WITH GCC-exception-3.1',
      'The libstdc++-v3 library is licensed …\nGCC RUNTIME LIBRARY EXCEPTION\n',
    ],
  ])('knows %s of distroless', (name, licence, copyright) => {
    write(`base/var/lib/dpkg/status.d/${name}`, `Package: ${name}\nVersion: 1\n`);
    write(`base/usr/share/doc/${name}/copyright`, copyright);
    expect(inventory()).toContainEqual(expect.objectContaining({ name, licence }));
    expect(licenceProblems('base', inventory())).toEqual([]);
  });

  it('refuses a base that does not say what it holds', () => {
    rmSync(join(root, 'base', 'var'), { recursive: true });
    expect(inventory).toThrow('does not say which packages it holds');
  });
});

describe('marks in native files', () => {
  it.each([
    ['--enable-gpl', 'GPL-2.0-or-later'],
    ['--enable-gpl --enable-version3', 'GPL-3.0-or-later'],
    ['--enable-gpl --enable-nonfree', 'LicenseRef-not-redistributable'],
    ['--enable-libfdk-aac', 'LicenseRef-not-redistributable'],
    ['libavcodec license: GPL version 2 or later', 'GPL-2.0-or-later'],
    ['libavcodec license: GPL version 3 or later', 'GPL-3.0-or-later'],
    ['libavcodec license: LGPL version 2.1 or later', 'LGPL-2.1-or-later'],
    ['--enable-version3', 'LGPL-3.0-or-later'],
    ['GNU General Public License', 'LicenseRef-GNU-of-unknown-version'],
    ['the gnu lesser general public licence', 'LicenseRef-GNU-of-unknown-version'],
    ['GNU GENERAL PUBLIC LICENSE --enable-gpl', 'GPL-2.0-or-later'],
    ['generally public', undefined],
  ])('%s: %s', (text, licence) => {
    expect(licenceOfMarks(marksOf(Buffer.from(elf(text), 'latin1')))).toBe(licence);
  });
});

describe('the SBOM of an image', () => {
  const subject = { place: 'worker', version: '1.2.3', architecture: 'amd64' } as const;

  it('is right by the schema of CycloneDX, and the same each time', async () => {
    const text = sbomOf(subject, components());
    expect(await sbomProblem(text)).toBeUndefined();
    expect(sbomOf(subject, components().toReversed())).toBe(text);
  });

  it('lists what is in the bundle, and each native file with what it says', () => {
    const { components: listed } = JSON.parse(sbomOf(subject, components())) as { components: { name: string }[] };
    expect(listed.map(({ name }) => name).toSorted()).toEqual(['decoder', 'good', 'node_modules/decoder/decoder.node']);
    expect(listed.find(({ name }) => name.endsWith('.node'))).toMatchObject({
      type: 'file',
      licenses: [{ expression: 'GPL-3.0-or-later', acknowledgement: 'concluded' }],
      hashes: [{ alg: 'SHA-256' }],
    });
  });

  it('is told to be wrong where it is', async () => {
    expect(await sbomProblem('{"bomFormat":"CycloneDX"}')).toBeDefined();
  });
});
