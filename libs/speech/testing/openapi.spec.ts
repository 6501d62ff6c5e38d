import { describe, expect, it } from 'vitest';
import { OpenApiFile } from './openapi.ts';
import type { ServedRequest } from './rest-server.ts';

const specification = OpenApiFile.load('customvoice.json', '/customvoice');

function put(path: string, body: object, more: Partial<ServedRequest> = {}): ServedRequest {
  return {
    method: 'PUT',
    path,
    query: new URLSearchParams({ 'api-version': '2026-01-01' }),
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    ...more,
  };
}

const voice = {
  projectId: 'p-1',
  consentId: 'c-1',
  audios: { containerUrl: 'https://a.test/c?sas', extensions: ['.wav'] },
};

describe.skipIf(specification === undefined)('OpenApiFile', () => {
  it('has nothing to say about a request as specified', () => {
    expect(specification?.problemsOf(put('/customvoice/personalvoices/v-1', voice))).toEqual([]);
  });

  it.each<[string, ServedRequest]>([
    ['an unknown path', put('/customvoice/voices/v-1', voice)],
    ['another root', put('/customvoice2/personalvoices/v-1', voice)],
    ['an id that is too short', put('/customvoice/personalvoices/v', voice)],
    ['no api-version', put('/customvoice/personalvoices/v-1', voice, { query: new URLSearchParams() })],
    [
      'an unknown query parameter',
      put('/customvoice/personalvoices/v-1', voice, { query: new URLSearchParams('api-version=1&x=1') }),
    ],
    ['a bad operation id', put('/customvoice/personalvoices/v-1', voice, { headers: { 'operation-id': '-' } })],
    ['a missing field', put('/customvoice/personalvoices/v-1', { ...voice, consentId: undefined })],
    ['an unknown field', put('/customvoice/personalvoices/v-1', { ...voice, color: 'red' })],
    ['a read-only field', put('/customvoice/personalvoices/v-1', { ...voice, speakerProfileId: crypto.randomUUID() })],
    [
      'a URL that is none',
      put('/customvoice/personalvoices/v-1', { ...voice, audios: { ...voice.audios, containerUrl: 'x' } }),
    ],
    ['no body', put('/customvoice/personalvoices/v-1', voice, { body: Buffer.alloc(0) })],
  ])('notices %s', (_what, request) => {
    expect(specification?.problemsOf(request)).not.toEqual([]);
  });
});
