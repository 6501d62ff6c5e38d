import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PackageComponent } from './component.ts';
import { DEBIAN_PACKAGES } from './policy.ts';

/** Where distroless, and the base that is made by hand, say which packages they hold; a Debian with dpkg has the second one. */
const STATUS_FOLDER = 'var/lib/dpkg/status.d';
const STATUS_FILE = 'var/lib/dpkg/status';
/** Where they say which files a package has: `PACKAGE.md5sums`, with dpkg `PACKAGE:ARCHITECTURE.md5sums` as well. */
const SUMS_FOLDERS = [STATUS_FOLDER, 'var/lib/dpkg/info'];
/** A line of `md5sums`: the sum, two spaces, and the path without the first slash. */
const SUM = /^([0-9a-f]{32}) {2}(\S.*)$/gm;
const NODE = 'nodejs/bin/node';
/** Where a release of Node says it comes from. */
const NODE_RELEASE = /https:\/\/nodejs\.org\/download\/release\/v(\d+\.\d+\.\d+)\//;

/**
 * What is in a base image: Debian's packages, each with the license of the table as long as its `copyright` file says so, and Node.
 * @param root the image's root folder, unpacked
 * @throws Error when it says nothing of its packages
 */
export function baseComponents(root: string): readonly PackageComponent[] {
  const packages = stanzas(root).map((stanza): PackageComponent => {
    const name = field(stanza, 'Package');
    const path = `usr/share/doc/${name}/copyright`;
    return { kind: 'deb', name, version: field(stanza, 'Version'), licence: licenceOf(name, join(root, path)), path };
  });
  if (packages.length === 0) throw new Error(`${root} does not say which packages it holds`);
  return [...packages, ...nodeIn(root)];
}

/** Who has a file of a base: the package that lists it with the content that it has, or Node. */
export type OwnerOf = (place: string, content: Buffer) => string | undefined;

/** @param root the image's root folder, unpacked */
export function ownersIn(root: string): OwnerOf {
  const listed = new Map<string, { readonly owner: string; readonly md5: string }>();
  for (const folder of SUMS_FOLDERS.map((each) => join(root, each)).filter(existsSync)) {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.md5sums'))) {
      const owner = basename(name, '.md5sums').replace(/:.*$/, '');
      for (const [, md5 = '', path = ''] of readFileSync(join(folder, name), 'utf8').matchAll(SUM)) {
        listed.set(path, { owner, md5 });
        // Packages of before the merge of /lib into /usr/lib name the one, and the file is in the other.
        if (/^(?:lib|bin|sbin)/.test(path)) listed.set(`usr/${path}`, { owner, md5 });
      }
    }
  }
  return (place, content) => {
    if (place === NODE) return 'node';
    const known = listed.get(place);
    return known !== undefined && known.md5 === createHash('md5').update(content).digest('hex')
      ? known.owner
      : undefined;
  };
}

function stanzas(root: string): string[] {
  const folder = join(root, STATUS_FOLDER);
  const texts = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.endsWith('.md5sums'))
        .toSorted()
        .map((name) => readFileSync(join(folder, name), 'utf8'))
    : existsSync(join(root, STATUS_FILE))
      ? readFileSync(join(root, STATUS_FILE), 'utf8').split(/\n{2,}/)
      : [];
  return texts.filter((text) => /^Package: /m.test(text));
}

function field(stanza: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1]?.trim() ?? '';
}

function licenceOf(name: string, copyright: string): string | undefined {
  const known = DEBIAN_PACKAGES.find(({ names }) => names.test(name));
  if (known === undefined || !existsSync(copyright)) return undefined;
  const text = readFileSync(copyright, 'utf8').replaceAll(/\s+/g, ' ');
  return known.says.every((phrase) => text.includes(phrase)) ? known.licence : undefined;
}

function nodeIn(root: string): PackageComponent[] {
  const file = join(root, NODE);
  if (!existsSync(file)) return [];
  const version = NODE_RELEASE.exec(readFileSync(file).toString('latin1'))?.[1] ?? '';
  return [{ kind: 'runtime', name: 'node', version, licence: 'MIT', path: NODE }];
}
