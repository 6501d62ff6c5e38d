import { describe, expect, it } from 'vitest';
import type { Config } from '#config';
import type { Commit, DocumentStore, RecordingClaims, Stored } from '#documents';
import type { Consent, Voice } from '#domain';
import { aConsent, aVoice, stub } from '#domain/testing';
import type { CustomVoiceClient } from '#speech';
import type { BlobStore } from '#storage';
import { stored } from '#documents/testing';
import { PollConsent } from './poll-consent.usecase.ts';
import { PollVoice } from '../voices/poll-voice.usecase.ts';

const NEVER = new AbortController().signal;

function partsOf(document: Stored<Consent | Voice>, failureReason: string) {
  const saved: Stored<Consent | Voice>[] = [];
  const atAzure = () => Promise.resolve({ status: 'Failed' as const, properties: { failureReason } });
  return {
    saved,
    documents: stub<DocumentStore>({
      find: () => Promise.resolve(document),
      findReferenced: () => Promise.resolve(document),
    }),
    blobs: stub<BlobStore>({ deleteContainer: () => Promise.resolve() }),
    customVoice: stub<CustomVoiceClient>({ getConsent: atAzure, getPersonalVoice: atAzure }),
    claims: stub<RecordingClaims>({ release: () => Promise.resolve(), hold: () => Promise.resolve(undefined) }),
    writer: stub<Commit>({
      save: (changed: Stored<Consent | Voice>) => {
        saved.push(changed);
        return Promise.resolve(changed);
      },
    }),
  };
}

async function failureOfConsent(failureReason: string, audioTransfer: 'url' | 'upload') {
  const consent = stored(aConsent({ id: 'cns_1', tenantId: 't', status: 'verifying' }));
  const { documents, customVoice, claims, writer, saved } = partsOf(consent, failureReason);
  const config = { speech: { audioTransfer, pollMs: 1 } } as Config;
  await new PollConsent(config, documents, customVoice, claims, writer).handle(
    { tenantId: 't', subjectId: 'cns_1' },
    { signal: NEVER },
  );
  return saved.at(-1)?.failure;
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
    const voice = stored(aVoice({ id: 'vce_1', tenantId: 't', status: 'training' }));
    const { documents, blobs, customVoice, writer, saved } = partsOf(voice, 'InaccessibleCustomerStorage');
    const config = { speech: { audioTransfer: 'url', pollMs: 1 } } as Config;
    await new PollVoice(config, documents, blobs, customVoice, writer, stub({}), stub({})).handle(
      { tenantId: 't', subjectId: 'vce_1' },
      { signal: NEVER },
    );
    expect(saved.at(-1)).toMatchObject({
      status: 'failed',
      failure: {
        code: 'audio-unreachable',
        detail: expect.stringContaining('SPEECH_AUDIO_TRANSFER=upload') as string,
        providerReason: 'InaccessibleCustomerStorage',
      },
    });
  });
});
