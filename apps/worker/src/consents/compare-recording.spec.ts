import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Consent, consentStatement, type StatementMatch } from '#domain';
import { stub } from '#domain/testing';
import type { FastTranscriptionClient } from '#speech';
import type { BlobStore } from '#storage';
import { compareRecording } from './compare-recording.ts';
import { statementMismatch } from './consent-failures.ts';

const AUDIO = Buffer.from('a recording');
const SHA256 = createHash('sha256').update(AUDIO).digest('hex');
const consent = { locale: 'en-US', voiceTalentName: 'Ada Lovelace', companyName: 'Contoso' } as Consent;
const statement = consentStatement('en-US', 'Ada Lovelace', 'Contoso');
const blobs = stub<BlobStore>({
  // As the store does: a larger blob is refused.
  download: (_address, _path, { maxBytes }) =>
    maxBytes === AUDIO.length ? Promise.resolve() : Promise.reject(new Error('too large')),
  read: () => Promise.resolve({ stream: Readable.from([AUDIO]) }),
});

function compare(text: string | undefined, sha256 = SHA256): ReturnType<typeof compareRecording> {
  const transcribe = () => Promise.resolve(text === undefined ? undefined : { text });
  const transcription = stub<FastTranscriptionClient>({ transcribe });
  const recording = { container: 'audio', name: 't/upl.wav', sha256, sizeBytes: AUDIO.length } as const;
  return compareRecording({ blobs, transcription }, consent, recording, new AbortController().signal);
}

function mismatchOf(text: string): Promise<string> {
  return compare(text).then(({ match }) => statementMismatch(match as StatementMatch).detail);
}

describe(compareRecording.name, () => {
  it('keeps what was heard, and how far it is from the statement', async () => {
    const heard = statement.replace('synthetic', 'sympathetic');
    expect(await compare(heard)).toMatchObject({
      transcript: heard,
      match: { matches: true, distance: { errors: 1, length: 22, errorRate: 0.045 } },
      comparedAt: expect.stringMatching(/^\d{4}-/) as unknown,
    });
  });

  it('does not compare what cannot be transcribed in this region', async () => {
    expect(await compare(undefined)).toEqual({});
  });

  it('refuses a recording that is not the one that was examined', async () => {
    await expect(compare(statement, 'ab')).rejects.toMatchObject({ code: 'consent-mismatch' });
  });

  it('says why a recording is refused, without what was heard', async () => {
    const half = statement.split(' ').slice(0, 12).join(' ');
    expect(await mismatchOf(half)).toMatch(
      /^The spoken words differ from the statement: \d+ of 22 words are missing, different or added, \d+(\.\d)? % \(15 % is allowed\)\. Read/,
    );
    expect(await mismatchOf(statement.replace('am aware', 'am not aware'))).toContain('an added word negates it');
    expect(await mismatchOf(statement.replace('Ada Lovelace', 'Grace Hopper'))).toMatch(
      /^The spoken name of the voice talent/,
    );
  });
});
