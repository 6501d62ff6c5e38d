import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import type { Stored } from '#documents';
import type { Consent, Voice } from '#domain';
import { PollConsent } from '../consents/poll-consent.usecase.ts';
import { PollVoice } from '../voices/poll-voice.usecase.ts';

const NEVER = new AbortController().signal;

function partsOf(document: object, failureReason: string) {
  const saved: object[] = [];
  const atAzure = () => Promise.resolve({ status: 'Failed', properties: { failureReason } });
  return {
    saved,
    documents: { find: () => Promise.resolve(document), findReferenced: () => Promise.resolve(document) } as never,
    blobs: { deleteContainer: () => Promise.resolve() } as never,
    customVoice: { getConsent: atAzure, getPersonalVoice: atAzure } as never,
    claims: { release: () => Promise.resolve(), hold: () => Promise.resolve(undefined) } as never,
    writer: {
      save: (changed: object) => {
        saved.push(changed);
        return Promise.resolve(changed);
      },
    } as never,
  };
}

async function failureOfConsent(failureReason: string, audioTransfer: 'url' | 'upload') {
  const consent = { id: 'cns_1', kind: 'consent', tenantId: 't', status: 'verifying', outbox: [] };
  const { documents, customVoice, claims, writer, saved } = partsOf(consent, failureReason);
  const config = { speech: { audioTransfer, pollMs: 1 } } as Config;
  await new PollConsent(config, documents, customVoice, claims, writer).handle(
    { tenantId: 't', subjectId: 'cns_1' },
    { signal: NEVER },
  );
  return (saved as Stored<Consent>[]).at(-1)?.failure;
}

describe('storage that Azure cannot reach', () => {
  it('ends a consent with a code and advice where Azure was given a URL', async () => {
    expect(await failureOfConsent('Internal', 'url')).toMatchObject({
      code: 'audio-unreachable',
      detail: expect.stringContaining('SPEECH_AUDIO_TRANSFER=upload') as string,
      providerReason: 'Internal',
    });
    expect(await failureOfConsent('Internal', 'upload')).toMatchObject({ code: 'consent-refused' });
    expect(await failureOfConsent('AudioAndScriptNotMatch', 'url')).toMatchObject({ code: 'consent-refused' });
  });

  it('ends a voice with a code and advice', async () => {
    const voice = { id: 'vce_1', kind: 'voice', tenantId: 't', status: 'training', outbox: [] };
    const { documents, blobs, customVoice, writer, saved } = partsOf(voice, 'InaccessibleCustomerStorage');
    const config = { speech: { audioTransfer: 'url', pollMs: 1 } } as Config;
    await new PollVoice(config, documents, blobs, customVoice, writer).handle(
      { tenantId: 't', subjectId: 'vce_1' },
      { signal: NEVER },
    );
    expect((saved as Stored<Voice>[]).at(-1)).toMatchObject({
      status: 'failed',
      failure: {
        code: 'audio-unreachable',
        detail: expect.stringContaining('SPEECH_AUDIO_TRANSFER=upload') as string,
        providerReason: 'InaccessibleCustomerStorage',
      },
    });
  });
});
