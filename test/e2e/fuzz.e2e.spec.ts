import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { Json } from '../fuzz/contract-operations.ts';
import { FuzzResources } from '../fuzz/fuzz-resources.ts';
import { type FuzzReport, FuzzRun } from '../fuzz/fuzz-run.ts';
import { underTest } from '../security/consents/person.ts';
import { startQuickSystem } from '../support/quick-system.ts';

/** `npm run test:fuzz` sends 5,000. FUZZ_SEED repeats the run with that seed. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 200);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_129);
const IS_LONG = process.env['FUZZ_REQUESTS'] !== undefined;
const TIMEOUT_MS = IS_LONG ? 20 * 60_000 : 120_000;
/** Not the operator's: the requests are those of customers. */
const FABRIKAM = '22222222-2222-4222-8222-222222222222';

/** Its own: what it leaves would confuse other tests. */
let system: VoiceSystem;
let report: FuzzReport;

beforeAll(async () => {
  system = await startQuickSystem();
  const path = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
  const document = JSON.parse(await readFile(path, 'utf8')) as Json;
  const resources = await FuzzResources.make(underTest(system), FABRIKAM);
  report = await new FuzzRun({ apiUrl: system.apiUrl, document, resources, requests: REQUESTS, seed: SEED }).run();
  if (IS_LONG) console.log(tableOf(report));
}, TIMEOUT_MS);

afterAll(() => system?.stop());

function tableOf({ answers, sent }: FuzzReport): string {
  const rows = [...answers].map(([operation, counts]) => {
    const parts = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([answer, count]) => `${count}×${answer}`);
    return `${operation}: ${parts.join(' ')}`;
  });
  return [`${sent} requests, seed ${SEED}`, ...rows.toSorted()].join('\n');
}

describe(`requests made from docs/openapi.json, seed ${SEED}`, () => {
  it('are all answered as the document says, and none with 500', () => {
    expect(report.faults).toEqual([]);
    expect(report.sent).toBeGreaterThanOrEqual(REQUESTS);
  });
});
