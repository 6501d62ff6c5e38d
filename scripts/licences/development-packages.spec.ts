import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { developmentPackages } from './development-packages.ts';

let home: string;

function write(path: string, content: object): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), JSON.stringify(content));
}

/** What the bundle is made of, as esbuild tells it: each leaves ten bytes in it, and one leaves none. */
function bundleOf(...inputs: string[]): void {
  const sizes = Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: 10 }]));
  const unused = { 'node_modules/vitest/types.js': { bytesInOutput: 0 } };
  write('image/meta.json', { outputs: { 'main.js': { inputs: { ...sizes, ...unused } } } });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'development-packages-'));
  const locked = {
    '': {},
    'node_modules/used': {},
    'node_modules/vitest': { dev: true },
    'node_modules/used/node_modules/nested': { dev: true },
  };
  write('package-lock.json', { packages: locked });
  for (const path of [...Object.keys(locked), 'node_modules/stray'].filter((each) => each !== '')) {
    write(`${path}/package.json`, { name: path.replace(/^.*node_modules\//, ''), version: '1.0.0', license: 'MIT' });
  }
  bundleOf('dist/apps/api/src/main.js', 'node_modules/used/index.js');
});
afterEach(() => rmSync(home, { recursive: true }));

const found = () => developmentPackages(join(home, 'image'), home);

describe('what is needed for development only', () => {
  it('is not in an image that has production packages alone', () => {
    expect(found()).toEqual([]);
  });

  it('is found in the bundle, nested packages too', () => {
    bundleOf('node_modules/vitest/index.js', 'node_modules/used/node_modules/nested/index.js');
    expect(found()).toEqual([
      'nested is needed for development only (node_modules/used/node_modules/nested)',
      'vitest is needed for development only (node_modules/vitest)',
    ]);
  });

  it('is found beside the bundle', () => {
    write('image/node_modules/vitest/package.json', { name: 'vitest', version: '1.0.0', license: 'MIT' });
    expect(found()).toEqual(['vitest is needed for development only (node_modules/vitest)']);
  });

  it('might be a package that nobody has locked', () => {
    bundleOf('node_modules/stray/index.js');
    expect(found()).toEqual(['stray is not in package-lock.json (node_modules/stray)']);
  });
});
