import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '#config';
import { SINGLE_WORKER_APP, WORKER_APPS } from '#messaging';
import { DEFAULT_LOAD } from '../../scripts/cost/estimate.ts';
import { INFRA } from './bicep.ts';

const page = readFileSync(join(INFRA, '..', 'docs', 'scaling.md'), 'utf8');
const template = readFileSync(join(INFRA, 'main.bicep'), 'utf8');
const GUID = '11111111-1111-4111-8111-111111111111';
const { speech, rateLimits, audio } = loadConfig({
  ENTRA_TENANT_ID: GUID,
  ENTRA_CLIENT_ID: GUID,
  SERVICE_BUS_NAMESPACE: 'sb.example.com',
  COSMOS_ENDPOINT: 'https://cosmos.example.com',
  BLOB_ENDPOINT: 'https://blob.example.com',
  SPEECH_ENDPOINT: 'https://speech.example.com',
  SPEECH_WEBSOCKET_URL: 'wss://speech.example.com',
});

/** Limits of Azure that the page gives with their pages. */
const AZURE = {
  serverlessUnits: 5_000,
  serviceBusCredits: 1_000,
  synthesesPerSecond: 200,
  cores: 100,
};

/** Second cell of the row that begins so. */
function cell(row: string): string {
  const found = page.split('\n').find((line) => line.startsWith(`| ${row}`));
  if (found === undefined) throw new Error(`docs/scaling.md has no row '${row}'`);
  return found.split('|')[2]?.trim() ?? '';
}
const rate = (perSecond: number) => `${Number(perSecond.toPrecision(perSecond < 1 ? 2 : 3))} a second`;
const {
  jobs: _jobs,
  secondsPerJob,
  requestUnitsPerJob,
  operationsPerJob,
  charactersPerJob,
  requestsPerJob,
} = DEFAULT_LOAD;
const slots = SINGLE_WORKER_APP.maxReplicas * speech.poolSize;

describe('docs/scaling.md', () => {
  it('rests on the load that costs are computed with', () => {
    expect(page).toContain(
      `syntheses of ${charactersPerJob} characters that take ${secondsPerJob} s and ${requestUnitsPerJob} request units of Cosmos DB each`,
    );
    expect(page).toContain(`${operationsPerJob} operations of Service Bus`);
    expect(page).toContain(`and ${requestsPerJob} requests.`);
  });

  it('has the settings of the code and of the template', () => {
    expect(cell('API: live speech at a time')).toBe(String(speech.poolSize));
    expect(cell('worker: speech at a time')).toBe(String(speech.poolSize));
    expect(cell('worker: recordings decoded at a time')).toMatch(new RegExp(`^${audio.workers} processes`));
    expect(template).toContain(`concurrentRequests: ${cell('API: requests at a time')}\n`);
    expect(template).toMatch(/maxReplicas: 10\n\s+concurrentRequests/);
    for (const { pollingSeconds } of [SINGLE_WORKER_APP, ...WORKER_APPS]) {
      expect(page).toContain(`every ${pollingSeconds} s (\`pollingSeconds\`)`);
    }
    for (const { name, cooldownSeconds, maxReplicas } of [SINGLE_WORKER_APP, ...WORKER_APPS]) {
      if (name !== 'worker-general') expect(maxReplicas).toBe(10);
      expect(cooldownSeconds).toBe(name === 'worker-speech' ? 120 : 60);
    }
    expect(page).toContain('empty for 60 s, 120 s in `worker-speech`');
  });

  it('computes where each limit is reached', () => {
    expect(cell('speech requests of one caller')).toBe(rate(rateLimits.synthesis / 60));
    expect(cell('speech slots of all workers')).toBe(rate(slots / secondsPerJob));
    expect(cell('one tenant in serverless Cosmos DB')).toBe(rate(AZURE.serverlessUnits / requestUnitsPerJob));
    expect(cell('Service Bus Standard')).toBe(rate(AZURE.serviceBusCredits / operationsPerJob));
    expect(cell('Speech, synthesis')).toBe(rate(AZURE.synthesesPerSecond));
    expect(cell('cores of an environment')).toBe(rate((AZURE.cores * speech.poolSize) / secondsPerJob));
  });
});
