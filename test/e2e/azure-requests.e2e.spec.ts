import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemUnderTest } from '../support/global-system.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import { hasAzureSpecs, type RecordedRequest, SwaggerValidator } from '../support/swagger-2-validator.ts';
import { control, systemUnderTest } from '../support/system.ts';

if (!hasAzureSpecs)
  console.log('skipped: requests to Azure AI Speech fit its OpenAPI files (../shared/azure-specs is absent)');

let system: SystemUnderTest;

beforeAll(async () => {
  system = await systemUnderTest();
});

describe.runIf(hasAzureSpecs)('what the worker sends to Azure AI Speech', () => {
  it('fits the OpenAPI files of Azure, request by request', async () => {
    await enrolledVoice(system);
    const { requests } = await control<{ requests: RecordedRequest[] }>(system, 'GET', '/speech/requests');
    const specs = [
      { basePath: '/customvoice', validator: new SwaggerValidator('customvoice.json') },
      { basePath: '/texttospeech', validator: new SwaggerValidator('batchsynthesis.json') },
    ];
    const seen = new Set<string>();
    const problems: string[] = [];
    for (const request of requests) {
      const spec = specs.find(({ basePath }) => request.path.startsWith(`${basePath}/`));
      if (!spec) continue;
      seen.add(request.operation);
      problems.push(
        ...spec.validator.problems(request, spec.basePath).map((problem) => `${request.operation}: ${problem}`),
      );
    }
    expect(problems).toEqual([]);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'Projects_Create',
        'Consents_Create',
        'Consents_Get',
        'PersonalVoices_Create',
        'PersonalVoices_Get',
      ]),
    );
  });

  it('would notice what does not fit', () => {
    const validator = new SwaggerValidator('customvoice.json');
    const request = {
      operation: 'Consents_Create',
      method: 'PUT',
      path: '/customvoice/consents/consent-1',
      query: { 'api-version': '2026-01-01' },
      body: {
        projectId: 'p-1',
        voiceTalentName: 'A',
        companyName: 'B',
        locale: 'en-US',
        audioUrl: 'https://example.com/a.wav',
      },
    };
    expect(validator.problems(request, '/customvoice')).toEqual([]);
    expect(validator.problems({ ...request, body: { ...request.body, shoeSize: 43 } }, '/customvoice')).not.toEqual([]);
    expect(
      validator.problems({ ...request, body: { ...request.body, locale: undefined } }, '/customvoice'),
    ).not.toEqual([]);
    expect(validator.problems({ ...request, query: {} }, '/customvoice')).not.toEqual([]);
    expect(validator.problems({ ...request, path: '/customvoice/consents/-' }, '/customvoice')).not.toEqual([]);
  });
});
