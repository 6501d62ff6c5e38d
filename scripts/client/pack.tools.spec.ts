import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');
/** Below the packages of this repository, so that those of the client are found. */
const CACHE = join(HOME, 'node_modules', '.cache');

let folder: string;

beforeAll(() => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'client-'));
  const { status, stderr } = run(join(import.meta.dirname, 'pack.ts'), '--out', installed());
  expect({ status, stderr }).toMatchObject({ status: 0 });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const installed = () => join(folder, 'node_modules', 'voice-cloning-client');

function run(...args: string[]) {
  return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
}

/** What the compiler says about a program of somebody else. */
function compiled(program: string, moduleResolution: string): string {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    module: moduleResolution === 'bundler' ? 'ESNext' : 'NodeNext',
    moduleResolution,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  writeFileSync(join(folder, 'program.ts'), program);
  return run(join(HOME, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder).stdout;
}

/** Lines 4 and 5 hold a mistake each. */
const PROGRAM = `import { VoiceClient } from 'voice-cloning-client';
const client = new VoiceClient({ baseUrl: 'https://voices.example.com' });
const { data } = await client.GET('/v1/voices/{id}', { params: { path: { id: 'vce_1' } } });
export const wrong: number = data.name;
await client.GET('/v1/voice/{id}');
export const right: string = data.name;
`;

describe('the package of the client', () => {
  it('holds no test', () => {
    const files = globSync('**/*', { cwd: installed() });
    expect(files).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', 'package.json']));
    expect(files.filter((file) => /spec|testing/.test(file))).toEqual([]);
  });

  it.each(['nodenext', 'bundler'])('is typed by the contract for %s, without the types of Node', (resolution) => {
    const errors = compiled(PROGRAM, resolution);
    expect([...errors.matchAll(/^program\.ts\((\d+)/gm)].map(([, line]) => line)).toEqual(['4', '5']);
    expect(errors).toContain("'string' is not assignable to type 'number'");
  });

  it('runs', () => {
    const program = `import { VoiceClient } from 'voice-cloning-client'; console.log(typeof new VoiceClient({ baseUrl: 'x' }).speak);`;
    expect(run('--input-type=module', '--eval', program)).toMatchObject({ status: 0, stdout: 'function\n' });
  });
});
