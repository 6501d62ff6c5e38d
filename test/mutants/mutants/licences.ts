import type { Mutant } from '../mutant.ts';

/** What the license gate of the images lets through. */
export const LICENCES: readonly Mutant[] = [
  {
    rule: 'a native file of an image is listed at its place',
    file: 'scripts/licences/unlisted-natives.ts',
    anchor: `if (known === undefined) return [`,
    replacement: `if (known === '') return [`,
    spec: 'scripts/licences/unlisted-natives.spec.ts',
  },
  {
    rule: 'a package for development only is found in the bundle',
    file: 'scripts/licences/development-packages.ts',
    anchor: `return locked.dev === true ?`,
    replacement: `return name === path ?`,
    spec: 'scripts/licences/development-packages.spec.ts',
  },
  {
    rule: 'both sides of AND must be permissive',
    file: 'scripts/licences/gate.ts',
    anchor: `left || right : left && right`,
    replacement: `left || right : left || right`,
    spec: 'scripts/licences/licences.spec.ts',
  },
  {
    rule: 'a native file may say no more than its allowance names',
    file: 'scripts/licences/gate.ts',
    anchor: `allowance === undefined || surplus.length > 0`,
    replacement: `allowance === undefined`,
    spec: 'scripts/licences/licences.spec.ts',
  },
  {
    rule: 'machine code belongs to a package',
    file: 'scripts/licences/gate.ts',
    anchor: `if (owner === undefined) return`,
    replacement: `if (owner === 'none') return`,
    spec: 'scripts/licences/licences.spec.ts',
  },
  {
    rule: 'an allowance counts in its own images only',
    file: 'scripts/licences/gate.ts',
    anchor: `allowances.filter(({ places }) => places.includes(place))`,
    replacement: `allowances.filter(({ places }) => places.length > 0)`,
    spec: 'scripts/licences/licences.spec.ts',
  },
  {
    rule: 'machine code of a base is in a list of a package, with this content',
    file: 'scripts/licences/debian-packages.ts',
    anchor: `known.md5 === createHash('md5').update(content).digest('hex')`,
    replacement: `content.length > 0`,
    spec: 'scripts/licences/licences.spec.ts',
  },
  {
    rule: 'what is packed is refused',
    file: 'scripts/licences/gate.ts',
    anchor: `if (packing !== undefined)`,
    replacement: `if (packing === 'tar')`,
    spec: 'scripts/licences/licences.spec.ts',
  },
  {
    rule: 'a license of GNU is found by its name in any case',
    file: 'scripts/licences/natives.ts',
    anchor: `public\\s+licen[cs]e/gi`,
    replacement: `public\\s+licen[cs]e/g`,
    spec: 'scripts/licences/licences.spec.ts',
  },
];
