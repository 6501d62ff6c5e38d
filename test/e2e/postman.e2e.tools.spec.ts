import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, runProgram } from '../peers/clients/generators.ts';
import { COLLECTION, postmanCollection, TOUR } from '../peers/clients/postman/collection.ts';
import { STEPS } from '../peers/clients/postman/steps.ts';
import { SAMPLE, STATEMENT } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, recordingOf, systemUnderTest } from '../support/system.ts';

const CONTRACT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
const NEWMAN = join(CLIENTS, 'node_modules', '.bin', 'newman');

interface Execution {
  readonly item: { readonly name: string };
  readonly response?: { readonly code: number };
  readonly assertions?: readonly { readonly assertion: string; readonly error?: { readonly message: string } }[];
}

describe.skipIf(!existsSync(NEWMAN))('the Postman collection', () => {
  let system: SystemUnderTest;
  let folder: string;

  beforeAll(async () => {
    system = await systemUnderTest();
    folder = await mkdtemp(join(tmpdir(), 'postman-'));
    await writeFile(join(folder, 'statement.wav'), await recordingOf(system, STATEMENT));
    await writeFile(join(folder, 'sample.wav'), await recordingOf(system, SAMPLE));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is that of the contract; if not, run `npm run clients:postman`', async () => {
    const generated = await postmanCollection(CONTRACT);
    expect(generated === (await readFile(COLLECTION, 'utf8'))).toBe(true);
    expect(await postmanCollection(CONTRACT)).toBe(generated);
  });

  it('has each operation of the contract once, beside the tour', async () => {
    const { paths } = JSON.parse(await readFile(CONTRACT, 'utf8')) as { paths: Record<string, object> };
    const { item } = JSON.parse(await readFile(COLLECTION, 'utf8')) as { item: { name: string; item: object[] }[] };
    const count = item.filter(({ name }) => name !== TOUR).reduce((sum, each) => sum + each.item.length, 0);
    expect(count).toBe(Object.values(paths).reduce<number>((sum, path) => sum + Object.keys(path).length, 0));
  });

  it('enrolls a voice and has it speak, and every check holds', async () => {
    const report = join(folder, 'report.json');
    const { token } = await clientOf(system);
    const run = [
      ['run', COLLECTION, '--folder', TOUR, '--working-dir', folder],
      ['--env-var', `baseUrl=${system.apiUrl}`, '--env-var', `token=${token}`],
      ['--reporters', 'json', '--reporter-json-export', report, '--timeout', '150000'],
    ].flat();
    // It ends with 1 when a check does not hold; the report says which.
    await runProgram([NEWMAN, ...run], { cwd: folder }).catch((error: unknown) => {
      if (!existsSync(report)) throw error;
    });
    const { run: done } = JSON.parse(await readFile(report, 'utf8')) as {
      run: { executions: Execution[]; failures: { error: { message: string } }[] };
    };
    expect(done.failures.map(({ error }) => error.message)).toEqual([]);
    // Some requests are sent until something has ended.
    const sent = [...new Set(done.executions.map(({ item }) => item.name))];
    expect(sent).toEqual(STEPS.map(({ name }, index) => `${index + 1}. ${name}`));
    const checks = done.executions.flatMap(({ assertions = [] }) => assertions);
    expect(checks.length).toBeGreaterThan(STEPS.length * 3);
  });
});
