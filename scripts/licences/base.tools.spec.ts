import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../../test/support/tools.ts';
import { makeRuntimeRoot } from '../image/base.ts';
import { isNative } from './component.ts';
import { licenceProblems } from './gate.ts';
import { baseInventory } from './inventory.ts';

describe.skipIf(!isInstalled('apt-get') || !isInstalled('dpkg-deb'))(
  'the base that is made from Debian’s packages',
  () => {
    let work: string;
    let root: string;
    beforeAll(() => {
      work = mkdtempSync(join(tmpdir(), 'licences-base-'));
      root = join(work, 'root');
      makeRuntimeRoot(join(work, 'packages'), root);
    });
    afterAll(() => rmSync(work, { recursive: true, force: true }));

    it('holds nothing that may not be there, each package with the text of its license', () => {
      const components = baseInventory(root);
      expect(licenceProblems('base', components)).toEqual([]);
      expect(components.flatMap((each) => (isNative(each) ? [] : each.name)).toSorted()).toEqual([
        'base-files',
        'ca-certificates',
        expect.stringMatching(/^gcc-\d+-base$/),
        'libc6',
        'libgcc-s1',
        'libstdc++6',
        'netbase',
        'node',
        'tzdata',
      ]);
      expect(components.filter(isNative).length).toBeGreaterThan(5);
    });

    it('is refused with a library that no package lists', () => {
      writeFileSync(join(root, 'usr', 'lib', 'libplanted.so'), '\x7fELF');
      expect(licenceProblems('base', baseInventory(root))).toEqual([
        'base: usr/lib/libplanted.so is machine code of no known package',
      ]);
    });
  },
);
