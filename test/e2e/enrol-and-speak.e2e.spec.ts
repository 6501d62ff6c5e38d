import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, ApiProblem, type OperationAnswer, type UploadAnswer } from '../support/api-client.ts';
import { Command } from '../support/commands.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, recordingOf, systemUnderTest } from '../support/system.ts';
import { TAG_READERS } from '#audio/testing';
import { readWav, wavOf } from '../support/wav.ts';

const SAMPLE_TEXT =
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.';
const FABRIKAM = '22222222-2222-4222-8222-222222222222';

let system: SystemUnderTest;
let api: ApiClient;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
});

type Purpose = UploadAnswer['purpose'];

/** Uploads through the API as a form. */
async function uploadForm(purpose: Purpose, content: Buffer | string, fileName: string): Promise<UploadAnswer> {
  return api.upload(new Blob([content], { type: 'audio/wav' }), { purpose, fileName, way: 'form' });
}

/** Uploads straight to Blob Storage. */
async function uploadDirect(purpose: Purpose, content: Buffer): Promise<UploadAnswer> {
  return api.upload(new Blob([content], { type: 'audio/wav' }), { purpose, way: 'direct' });
}

async function settled(id: string): Promise<UploadAnswer> {
  return expect
    .poll(() => api.json<UploadAnswer>('GET', `/v1/uploads/${id}`), { timeout: 30_000, interval: 200 })
    .toSatisfy(({ status }: UploadAnswer) => status === 'accepted' || status === 'rejected')
    .then(() => api.json<UploadAnswer>('GET', `/v1/uploads/${id}`));
}

async function problemOf(request: Promise<unknown>): Promise<ApiProblem> {
  return request.then(
    () => {
      throw new Error('the request was accepted');
    },
    (error: unknown) => {
      if (error instanceof ApiProblem) return error;
      throw error;
    },
  );
}

describe('enrolling a voice and speaking with it', () => {
  it('goes from recordings to speech, and every stage can be watched', async () => {
    const { data: consent } = await api.POST('/v1/consents', {
      body: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' },
    });
    expect(consent.status).toBe('awaitingRecording');
    const statement = await uploadDirect('consent', await recordingOf(system, consent.statement));
    const samples = await Promise.all([
      uploadForm('sample', await recordingOf(system, SAMPLE_TEXT), 'one.wav'),
      uploadDirect('sample', await recordingOf(system, `Once more, and slower. ${SAMPLE_TEXT}`)),
    ]);

    // Nothing has to be waited for: the enrollment waits itself for recordings that are still being checked.
    const stages: string[] = [];
    const submission = { params: { path: { id: consent.id } }, body: { uploadId: statement.id } };
    const { data: verification } = await api
      .POST('/v1/consents/{id}/recording', submission)
      .catch(async (error: unknown) => {
        // The blob event may not have arrived yet.
        if (!(error instanceof ApiProblem) || !error.is('upload-not-ready')) throw error;
        await settled(statement.id);
        return api.POST('/v1/consents/{id}/recording', submission);
      });
    await Promise.all(samples.map(({ id }) => settled(id)));
    const { data: enrolment } = await api.POST('/v1/voices', {
      body: {
        name: 'Narrator',
        kind: 'personal',
        consentId: consent.id,
        samples: samples.map(({ id: uploadId }) => ({ uploadId })),
      },
    });
    await api.follow(verification, ({ stage }) => stages.push(`consent ${stage}`));
    const { subject } = await api.follow(enrolment, ({ stage }) => stages.push(`voice ${stage}`));
    const voice = await api.json<{ status: string; id: string }>('GET', subject.href);
    expect(voice.status).toBe('ready');
    expect(stages).toEqual(
      expect.arrayContaining(['consent transcribing', 'consent verifying-with-azure', 'consent done']),
    );
    expect(stages).toEqual(expect.arrayContaining(['voice submitting-samples', 'voice training', 'voice done']));

    const { data: speaking } = await api.POST('/v1/syntheses', { body: { voiceId: voice.id, text: 'It is done.' } });
    const synthesis = await api.finishedOperation(speaking);
    const spoken = await api.json<{
      audio: { href: string; sha256: string; sizeBytes: number; durationMs: number; manifest: object };
    }>('GET', synthesis.subject.href);
    const response = await api.send('GET', spoken.audio.href);
    const wav = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    const provenanceId = response.headers.get('provenance-id') ?? '';
    expect([response.headers.get('x-ai-generated'), provenanceId.slice(0, 14)]).toEqual([
      '1',
      `prv_${synthesis.subject.id.slice(4, 14)}`,
    ]);
    expect(TAG_READERS.wav(wav).fields['icmt']?.[0]).toContain(`provenanceId=${provenanceId}`);
    expect(spoken.audio.manifest).toMatchObject({ state: 'signed', algorithm: 'es256', timeStamp: 'none' });
    expect(wav.subarray(wav.indexOf('C2PA')).includes(provenanceId)).toBe(true);
    expect(createHash('sha256').update(wav).digest('hex')).toBe(spoken.audio.sha256);
    const [, record = ''] = /^<(.*)>; rel="describedby"$/.exec(response.headers.get('link') ?? '') ?? [];
    expect(await api.json('GET', record)).toMatchObject({
      id: provenanceId,
      status: 'recorded',
      statement: { synthetic: true, complete: true, sha256: spoken.audio.sha256, watermark: 'azure-personal-voice' },
      details: { subjectId: synthesis.subject.id, voiceIds: [voice.id] },
      signature: (await api.json<{ keys: object[] }>('GET', '/v1/provenance/keys')).keys[0],
    });
    expect(await verdictOf(wav)).toMatchObject({
      verdict: 'ours-intact',
      manifest: { state: 'trusted', provenanceId },
      tag: { synthetic: true, provenanceId },
      recordMatch: 'file',
      record: { id: provenanceId, details: { voiceIds: [voice.id] } },
    });
    const flipped = Buffer.from(wav);
    flipped.writeUInt8(wav.readUInt8(2_000) ^ 1, 2_000);
    expect(await verdictOf(flipped)).toMatchObject({
      verdict: 'ours-changed',
      manifest: { state: 'mismatch' },
      recordMatch: 'differs',
    });
    const output = await verifiedByCommand(flipped);
    expect(output).toContain('ours-changed: ');
    expect(output).toContain('Manifest: mismatch, ');
    expect(output).toContain(`Tag: synthetic speech, ${provenanceId}`);
    expect(output).toContain('Record: differs, recorded, ');
    expect(wav.length).toBe(spoken.audio.sizeBytes);
    expect(readWav(wav)).toMatchObject({ formatTag: 1, channels: 1, sampleRateHz: 24_000, bitsPerSample: 16 });

    const part = await api.send('GET', spoken.audio.href, undefined, { range: 'bytes=44-143' });
    expect([part.status, part.headers.get('provenance-id')]).toEqual([206, provenanceId]);
    expect(part.headers.get('content-range')).toBe(`bytes 44-143/${wav.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(wav.subarray(44, 144));
    const beyond = await problemOf(api.send('GET', spoken.audio.href, undefined, { range: `bytes=${wav.length}-` }));
    expect(beyond).toMatchObject({ status: 416, code: 'range-not-satisfiable' });

    // As `<audio>` and `EventSource` ask: without a token.
    const linkTo = async (resource: string) =>
      new URL((await api.json<{ url: string }>('POST', '/v1/links', { resource })).url, system.apiUrl);
    const link = await linkTo(spoken.audio.href);
    const linked = await fetch(link, { headers: { range: 'bytes=44-143' } });
    expect([linked.status, linked.headers.get('cross-origin-resource-policy')]).toEqual([206, 'cross-origin']);
    expect([linked.headers.get('x-ai-generated'), linked.headers.get('provenance-id')]).toEqual(['1', provenanceId]);
    expect(Buffer.from(await linked.arrayBuffer())).toEqual(wav.subarray(44, 144));
    expect((await fetch(link, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(`${system.apiUrl}${synthesis.subject.href}${link.search}`)).status).toBe(401);
    const events = await fetch(await linkTo(`/v1/operations/${speaking.id}/events`));
    expect(await events.text()).toMatch(/^event: succeeded$/m);
    const nothing = await problemOf(
      api.send('POST', '/v1/links', { resource: spoken.audio.href.replace('syn_0', 'syn_1') }),
    );
    expect(nothing).toMatchObject({ status: 422, code: 'unknown-reference' });
    const { data } = await api.json<{ data: object[] }>('GET', '/v1/audit-events?action=link.create&limit=10');
    expect(data).toContainEqual(expect.objectContaining({ subject: { kind: 'route', id: spoken.audio.href } }));
    expect(JSON.stringify(data)).not.toContain(link.searchParams.get('link'));
    await expectInvisibleToOthers([
      subject.href,
      synthesis.subject.href,
      spoken.audio.href,
      `/v1/operations/${speaking.id}`,
    ]);
  });

  async function verdictOf(file: Uint8Array<ArrayBuffer>): Promise<object> {
    const form = new FormData();
    form.append('file', new Blob([file]), 'speech.wav');
    return api.json('POST', '/v1/provenance/verify', form);
  }

  /** As `npm run provenance:verify` prints it. */
  async function verifiedByCommand(file: Uint8Array): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'verify-'));
    try {
      const path = join(folder, 'speech.wav');
      await writeFile(path, file);
      await using command = new Command('provenance-verify', ['--api', system.apiUrl, path], { TOKEN: api.token });
      const { code, output } = await command.done;
      expect(code, output).toBe(0);
      return output;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async function expectInvisibleToOthers(paths: readonly string[]): Promise<void> {
    const stranger = await clientOf(system, FABRIKAM);
    for (const path of paths)
      expect(await problemOf(stranger.send('GET', path))).toMatchObject({ status: 404, code: 'not-found' });
    // Other tests work in this tenant too.
    const seen = JSON.stringify(await stranger.json('GET', '/v1/voices?limit=100'));
    for (const path of paths) expect(seen).not.toContain(path.split('/')[3]);
  }

  it('takes consent, recordings and voice in one request', async () => {
    const statement =
      'I Voice Talent am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.';
    const [consent, sample] = await Promise.all([
      uploadForm('consent', await recordingOf(system, statement), 'statement.wav'),
      uploadForm('sample', await recordingOf(system, SAMPLE_TEXT), 'sample.wav'),
    ]);
    // Nobody learns of the consent's end before its stage was seen.
    const unavailable = { service: 'speech', operation: 'Consents_Get', effect: { kind: 'error', status: 503 } };
    await control(system, 'POST', '/faults', [unavailable]);
    const enrolment = await api.json<OperationAnswer>('POST', '/v1/voices', {
      name: 'One shot',
      kind: 'personal',
      baseModel: 'PhoenixLatestNeural',
      consent: { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US', uploadId: consent.id },
      samples: [{ uploadId: sample.id }],
    });
    const stage = async () => (await api.json<OperationAnswer>('GET', `/v1/operations/${enrolment.id}`)).stage;
    await expect.poll(stage, { timeout: 60_000, interval: 100 }).toBe('waiting-for-consent');
    await control(system, 'DELETE', '/faults');
    const { subject } = await api.follow(enrolment, () => undefined);
    expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready', baseModel: 'PhoenixLatestNeural' });
  });

  it('resumes an event stream after the last event that was seen', async () => {
    const { data } = await api.json<{ data: OperationAnswer[] }>('GET', '/v1/operations?status=succeeded&limit=1');
    const id = data[0]?.id;
    const whole = await (await api.send('GET', `/v1/operations/${id}/events`)).text();
    const ids = [...whole.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));
    const rest = await (
      await api.send('GET', `/v1/operations/${id}/events`, undefined, { 'last-event-id': '1' })
    ).text();
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number))).toEqual(ids.slice(1));
    expect(ids.length).toBeGreaterThan(1);
  });

  it('pages through lists without repeating or skipping', async () => {
    const all = await api.json<{ data: { id: string }[] }>('GET', '/v1/operations?limit=100');
    const seen: string[] = [];
    let path: string | undefined = '/v1/operations?limit=2';
    while (path !== undefined) {
      const response = await api.send('GET', path);
      const page = (await response.json()) as { data: { id: string }[]; hasMore: boolean; next: string | null };
      seen.push(...page.data.map(({ id }) => id));
      path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
      expect(path !== undefined).toBe(page.hasMore);
    }
    expect(seen).toEqual(all.data.map(({ id }) => id));
  });
});

describe('recordings that cannot be used', () => {
  it.each([
    ['an empty file', Buffer.alloc(0), 'audio-empty'],
    ['a text file', Buffer.from('this is no audio, whatever its name says\n'.repeat(50)), 'audio-unsupported-format'],
    ['half a second of silence', wavOf(new Float32Array(12_000)), 'audio-too-short'],
  ])('%s ends rejected with a code and advice, and no voice is made of it', async (_, content, code) => {
    const upload = await settled((await uploadForm('sample', content, 'sample.wav')).id);
    expect(upload).toMatchObject({
      status: 'rejected',
      rejection: { code, advice: expect.stringMatching(/\w+/) as string },
    });
    const consent = await api.json<{ id: string }>('POST', '/v1/consents', {
      voiceTalentName: 'Voice Talent',
      companyName: 'Contoso',
      locale: 'en-US',
    });
    const request = { name: 'No', kind: 'personal', consentId: consent.id, samples: [{ uploadId: upload.id }] };
    expect(await problemOf(api.json('POST', '/v1/voices', request))).toMatchObject({
      status: 422,
      code: 'upload-rejected',
    });
  });

  it('a recording that never arrived makes the voice request a conflict', async () => {
    const { id } = await api.json<UploadAnswer>('POST', '/v1/uploads', { purpose: 'sample', fileName: 'late.wav' });
    const consent = await api.json<{ id: string }>('POST', '/v1/consents', {
      voiceTalentName: 'Voice Talent',
      companyName: 'Contoso',
      locale: 'en-US',
    });
    const request = { name: 'No', kind: 'personal', consentId: consent.id, samples: [{ uploadId: id }] };
    expect(await problemOf(api.json('POST', '/v1/voices', request))).toMatchObject({
      status: 409,
      code: 'upload-not-ready',
    });
  });

  it('a statement that says something else is no consent', async () => {
    const upload = await uploadForm('consent', await recordingOf(system, SAMPLE_TEXT), 'statement.wav');
    const consent = await api.json<{ id: string; operationId: string }>('POST', '/v1/consents', {
      voiceTalentName: 'Voice Talent',
      companyName: 'Contoso',
      locale: 'en-US',
      uploadId: upload.id,
    });
    const operation = await api.json<OperationAnswer>('GET', `/v1/operations/${consent.operationId}`);
    await expect(api.follow(operation, () => undefined)).rejects.toThrow('consent-statement-mismatch');
    expect(await api.json('GET', `/v1/consents/${consent.id}`)).toMatchObject({
      status: 'rejected',
      statementMatch: { matches: false, sentenceMatches: false },
    });
  });

  describe('with a recognizer that mishears', () => {
    afterEach(() => control(system, 'POST', '/speech/hearing', {}));

    interface ConsentAnswer {
      readonly status: string;
      readonly statementMatch?: { readonly distance: { readonly errorRate: number; readonly errors: number } };
      readonly failure?: { readonly code: string; readonly detail: string };
    }

    async function consentOf(locale: 'en-US' | 'de-DE', talent: string): Promise<ConsentAnswer> {
      const parties = { voiceTalentName: talent, companyName: 'Contoso', locale };
      const { id, statement } = await api.json<{ id: string; statement: string }>('POST', '/v1/consents', parties);
      const upload = await uploadForm('consent', await recordingOf(system, statement), 'statement.wav');
      const operation = await api.json<OperationAnswer>('POST', `/v1/consents/${id}/recording`, {
        uploadId: upload.id,
      });
      await api.follow(operation, () => undefined).catch(() => undefined);
      return await api.json<ConsentAnswer>('GET', `/v1/consents/${id}`);
    }

    it('takes a statement of which 3 % of the words are misheard, which is what the sandbox does by default', async () => {
      const consent = await consentOf('en-US', 'Mara Quill');
      expect(consent.status).toBe('active');
      expect(consent.statementMatch?.distance.errorRate).toBeLessThanOrEqual(0.1);
    });

    it('refuses one of which 30 % are misheard, and says how far it is from the statement', async () => {
      await control(system, 'POST', '/speech/hearing', { wordErrorRate: 0.3 });
      const consent = await consentOf('en-US', 'Nora Quill');
      expect(consent).toMatchObject({ status: 'rejected', failure: { code: 'consent-statement-mismatch' } });
      expect(consent.statementMatch?.distance.errorRate).toBeGreaterThan(0.15);
      expect(consent.failure?.detail).toMatch(
        /\d+ of 22 words are missing, different or added, [\d.]+ % \(15 % is allowed\)/,
      );
    });

    it('leaves a locale that cannot be transcribed in the region to the verification of Azure', async () => {
      await control(system, 'POST', '/speech/hearing', { locales: ['en-US'] });
      const consent = await consentOf('de-DE', 'Dora Quill');
      expect(consent.status).toBe('active');
      expect(consent.statementMatch).toBeUndefined();
    });
  });

  it('the URL of an upload creates one blob and nothing else, and the worker hears of it', async () => {
    const created = await api.json<UploadAnswer>('POST', '/v1/uploads', { purpose: 'sample', fileName: 'a.wav' });
    const { url = '', headers = {} } = created.upload ?? {};
    const put = () => fetch(url, { method: 'PUT', headers, body: 'x' });
    expect((await put()).status).toBe(201);
    expect((await put()).status).toBeGreaterThanOrEqual(403);
    expect((await fetch(url)).status).toBeGreaterThanOrEqual(403);
    expect(await settled(created.id)).toMatchObject({ status: 'rejected' });
  });
});
