import { consentStatement } from '#domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resample } from '../signal/resample.ts';
import { decodeWav, encodeWav16 } from '../signal/wav.ts';
import { startBlobServer, type BlobServer } from '../testing/blob-server.ts';
import { stranger } from '../testing/stranger.ts';
import { openApiValidator } from '../testing/openapi.ts';
import {
  customVoicePath,
  ended,
  personalSsml,
  sayWav,
  speakSsml,
  startTestSpeech,
  until,
  type RunningSpeech,
} from '../testing/running-speech.ts';

interface Resource {
  id: string;
  status: string;
  speakerProfileId?: string;
  properties?: { failureReason?: string };
}

const NAMES = { voiceTalentName: 'Anna Maria', companyName: 'Contoso' };
const STATEMENT = consentStatement('en-US', NAMES.voiceTalentName, NAMES.companyName);
const PROMPT =
  'The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background. It is easy to tell the depth of a well.';

describe('custom voice', () => {
  let running: RunningSpeech;
  let storage: BlobServer;
  let statementWav: Buffer;
  let promptWav: Buffer;
  let nextId = 0;
  const validator = openApiValidator('customvoice.json');

  beforeAll(async () => {
    running = await startTestSpeech();
    storage = await startBlobServer();
    statementWav = await sayWav(running, speakSsml(STATEMENT));
    promptWav = await sayWav(running, speakSsml(PROMPT));
    const response = await running.call('PUT', customVoicePath('projects/project-1'), { kind: 'PersonalVoice' });
    expect(response.status).toBe(201);
  });
  afterAll(async () => {
    await running.close();
    await storage.close();
  });
  beforeEach(() => {
    running.speech.scriptTranscript(undefined);
    running.faults.clear();
    storage.blobs.clear();
    storage.blobs.set('consent.wav', statementWav);
    storage.blobs.set('prompts/a.wav', promptWav);
  });

  function newId(kind: string): string {
    nextId += 1;
    return `${kind}-${nextId}`;
  }

  /** Sends a call and compares the answer with the OpenAPI file. */
  async function send(
    operation: string,
    method: string,
    path: string,
    body?: object | FormData,
    headers?: Record<string, string>,
  ): Promise<{ response: Response; body: Record<string, unknown> }> {
    const response = await running.call(method, customVoicePath(path), body, headers);
    const text = await response.text();
    const parsed = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
    expect(validator?.complaints(operation, response.status, parsed) ?? []).toEqual([]);
    if (response.status >= 400) expect(response.headers.get('x-ms-error-code')).toBeTruthy();
    return { response, body: parsed ?? {} };
  }

  function consentBody(overrides: object = {}): object {
    return {
      projectId: 'project-1',
      ...NAMES,
      locale: 'en-US',
      audioUrl: storage.blobUrl('consent.wav'),
      ...overrides,
    };
  }

  async function consent(overrides: object = {}): Promise<Resource> {
    const id = newId('consent');
    const { response } = await send('Consents_Create', 'PUT', `consents/${id}`, consentBody(overrides));
    expect(response.status).toBe(201);
    return ended<Resource>(running, customVoicePath(`consents/${id}`));
  }

  function voiceBody(consentId: string, overrides: object = {}): object {
    const audios = { containerUrl: storage.containerUrl, prefix: 'prompts/', extensions: ['.wav'], ...overrides };
    return { projectId: 'project-1', consentId, audios };
  }

  async function voice(consentId: string, overrides: object = {}): Promise<Resource> {
    const id = newId('voice');
    const { response, body } = await send(
      'PersonalVoices_Create',
      'PUT',
      `personalvoices/${id}`,
      voiceBody(consentId, overrides),
    );
    expect(response.status).toBe(201);
    expect(body['speakerProfileId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(body['status']).toBe('NotStarted');
    expect(body['audios']).toBeUndefined();
    return ended<Resource>(running, customVoicePath(`personalvoices/${id}`));
  }

  it('verifies a consent whose statement was spoken, and makes a voice that speaks', async () => {
    const given = await consent();
    expect(given).toMatchObject({ status: 'Succeeded', ...NAMES, locale: 'en-US' });
    expect(given).not.toHaveProperty('audioUrl');
    const made = await voice(given.id);
    expect(made.status).toBe('Succeeded');
    const wav = await sayWav(running, personalSsml('Hello there.', made.speakerProfileId ?? ''));
    expect(decodeWav(wav).samples.length).toBeGreaterThan(12_000);
    expect(running.speech.spoken().at(-1)).toMatchObject({
      speakerProfileId: made.speakerProfileId,
      voice: 'PhoenixLatestNeural',
      text: 'Hello there.',
      completed: true,
    });
  });

  it('goes from NotStarted over Running to Succeeded on the clock, and the operation with it', async () => {
    const slow = await startTestSpeech({ jobDurationMs: 3_600_000 });
    try {
      await slow.call('PUT', customVoicePath('projects/project-1'), { kind: 'PersonalVoice' });
      const created = await slow.call('PUT', customVoicePath('consents/slow'), consentBody(), {
        'operation-id': 'slow-operation',
      });
      expect(created.headers.get('operation-id')).toBe('slow-operation');
      const location = created.headers.get('operation-location') ?? '';
      expect(location).toBe(`${slow.speech.url}${customVoicePath('operations/slow-operation')}`);
      const statuses = async (): Promise<string[]> => {
        const answers = await Promise.all(
          ['consents/slow', 'operations/slow-operation'].map((path) => slow.call('GET', customVoicePath(path))),
        );
        return Promise.all(answers.map(async (answer) => ((await answer.json()) as Resource).status));
      };
      expect(await statuses()).toEqual(['NotStarted', 'NotStarted']);
      slow.clock.advance(1_000_000);
      await until(async () => ((await statuses()).every((status) => status === 'Running') ? true : undefined));
      slow.clock.advance(3_000_000);
      await until(async () => ((await statuses()).every((status) => status === 'Succeeded') ? true : undefined));
    } finally {
      await slow.close();
    }
  });

  it('takes recordings as multipart forms, with either spelling of the file part', async () => {
    const id = newId('consent');
    const form = new FormData();
    for (const [name, value] of Object.entries({ projectId: 'project-1', ...NAMES, locale: 'en-US' }))
      form.set(name, value);
    form.set('audiodata', new Blob([new Uint8Array(statementWav)]), 'consent.wav');
    const { response } = await send('Consents_Post', 'POST', `consents/${id}`, form);
    expect(response.status).toBe(201);
    expect((await ended<Resource>(running, customVoicePath(`consents/${id}`))).status).toBe('Succeeded');
    for (const part of ['audiodata', 'audioData']) {
      const voiceId = newId('voice');
      const voiceForm = new FormData();
      voiceForm.set('projectId', 'project-1');
      voiceForm.set('consentId', id);
      voiceForm.append(part, new Blob([new Uint8Array(promptWav)]), 'a.wav');
      voiceForm.append(part, new Blob([new Uint8Array(promptWav)]), 'b.wav');
      expect((await send('PersonalVoices_Post', 'POST', `personalvoices/${voiceId}`, voiceForm)).response.status).toBe(
        201,
      );
      expect((await ended<Resource>(running, customVoicePath(`personalvoices/${voiceId}`))).status).toBe('Succeeded');
    }
  });

  it('fails a consent whose recording says something else, is too short, or is not audio', async () => {
    storage.blobs.set('other.wav', promptWav);
    const pcm = decodeWav(statementWav);
    storage.blobs.set('short.wav', encodeWav16({ samples: pcm.samples.slice(0, 12_000), sampleRate: pcm.sampleRate }));
    storage.blobs.set('text.wav', Buffer.from('this is not a recording'));
    storage.blobs.set('silence.wav', encodeWav16({ samples: new Float32Array(96_000), sampleRate: 24_000 }));
    for (const name of ['other.wav', 'short.wav', 'text.wav', 'silence.wav']) {
      const failed = await consent({ audioUrl: storage.blobUrl(name) });
      expect(failed, name).toMatchObject({ status: 'Failed', properties: { failureReason: 'AudioAndScriptNotMatch' } });
    }
  });

  it('fails a consent for other names than the ones that were spoken', async () => {
    const failed = await consent({ companyName: 'Fabrikam Incorporated' });
    expect(failed.properties?.failureReason).toBe('AudioAndScriptNotMatch');
  });

  it('takes the scripted transcript for a recording that is not of its own voice', async () => {
    storage.blobs.set('noise.wav', stranger());
    running.logged.length = 0;
    expect((await consent({ audioUrl: storage.blobUrl('noise.wav') })).status).toBe('Succeeded');
    expect(running.logged.some(({ message }) => message.includes('nothing was recognized'))).toBe(true);
    running.speech.scriptTranscript('I did not say that.');
    const failed = await consent({ audioUrl: storage.blobUrl('noise.wav') });
    expect(failed.properties?.failureReason).toBe('AudioAndScriptNotMatch');
    expect(JSON.stringify(running.logged)).not.toContain('did not say');
  });

  it('fails a consent with Internal when its recording cannot be fetched', async () => {
    expect((await consent({ audioUrl: storage.blobUrl('nowhere.wav') })).properties?.failureReason).toBe('Internal');
  });

  it('fails a voice for storage that cannot be read, too little audio, and no voice in it', async () => {
    const { id } = await consent();
    const forged = storage.containerUrl.replace('test', 'wrong');
    expect((await voice(id, { containerUrl: forged })).properties?.failureReason).toBe('InaccessibleCustomerStorage');
    expect((await voice(id, { extensions: ['.mp3'] })).properties?.failureReason).toBe('DataNotEnough');
    const pcm = decodeWav(promptWav);
    const short = encodeWav16({ samples: pcm.samples.slice(0, 24_000 * 4), sampleRate: pcm.sampleRate });
    storage.blobs.set('short/a.wav', short);
    expect((await voice(id, { prefix: 'short/' })).properties?.failureReason).toBe('DataNotEnough');
    storage.blobs.set('silent/a.wav', encodeWav16({ samples: new Float32Array(24_000 * 8), sampleRate: 24_000 }));
    expect((await voice(id, { prefix: 'silent/' })).properties?.failureReason).toBe('DataNotEnough');
  });

  it('refuses more than 90 s of prompt: a form at once, a container by failing', async () => {
    const { id } = await consent();
    const { samples } = decodeWav(promptWav);
    const long = new Float32Array(24_000 * 91);
    for (let at = 0; at + samples.length < long.length; at += samples.length) long.set(samples, at);
    const wav = encodeWav16({ samples: resample(long, 24_000, 8000), sampleRate: 8000 });
    const form = new FormData();
    form.set('projectId', 'project-1');
    form.set('consentId', id);
    form.set('audiodata', new Blob([new Uint8Array(wav)]), 'a.wav');
    expect((await send('PersonalVoices_Post', 'POST', `personalvoices/${newId('v')}`, form)).response.status).toBe(400);
    storage.blobs.set('long/a.wav', wav);
    expect((await voice(id, { prefix: 'long/' })).status).toBe('Failed');
  });

  it('reads all pages of the container, only with the prefix and the extensions', async () => {
    const { id } = await consent();
    const pcm = decodeWav(promptWav);
    const second = encodeWav16({ samples: pcm.samples.slice(24_000, 48_000), sampleRate: pcm.sampleRate });
    for (let i = 0; i < 5; i++) storage.blobs.set(`many/part ${i} & more.wav`, second);
    expect((await voice(id, { prefix: 'many/' })).status).toBe('Succeeded');
    storage.blobs.delete('many/part 4 & more.wav');
    storage.blobs.set('many/part 4.txt', second);
    storage.blobs.set('man/part.wav', second);
    expect((await voice(id, { prefix: 'many/' })).properties?.failureReason).toBe('DataNotEnough');
  });

  it('ends a job as a fault scripts it', async () => {
    const { id } = await consent();
    running.faults.add({
      service: 'speech',
      operation: 'PersonalVoices_Create',
      effect: { kind: 'fail-job', reason: 'SpeakerVerificationFailed' },
    });
    const failed = await voice(id);
    expect(failed).toMatchObject({ status: 'Failed', properties: { failureReason: 'SpeakerVerificationFailed' } });
    await expect(sayWav(running, personalSsml('Hello.', failed.speakerProfileId ?? ''))).rejects.toThrow(/400/);
  });

  it('answers an identical repetition with what is there, and refuses another request under the same Operation-Id', async () => {
    const id = newId('consent');
    const headers = { 'operation-id': newId('operation') };
    const body = consentBody();
    const first = await send('Consents_Create', 'PUT', `consents/${id}`, body, headers);
    await ended(running, customVoicePath(`consents/${id}`));
    const effective = running.speech.effectiveCalls()['Consents_Create'];
    const again = await send('Consents_Create', 'PUT', `consents/${id}`, body, headers);
    expect(again.response.status).toBe(201);
    expect(again.response.headers.get('operation-location')).toBe(first.response.headers.get('operation-location'));
    expect(again.body).toMatchObject({ id, status: 'Succeeded' });
    expect(running.speech.effectiveCalls()['Consents_Create']).toBe(effective);
    const other = await send('Consents_Create', 'PUT', `consents/${newId('consent')}`, body, headers);
    expect(other.response.status).toBe(400);
    const changed = await send('Consents_Create', 'PUT', `consents/${id}`, { ...body, description: 'x' }, headers);
    expect(changed.response.status).toBe(400);
  });

  it('refuses bad requests with the error envelope', async () => {
    const bad = async (
      operation: string,
      method: string,
      path: string,
      body: object,
      details = true,
    ): Promise<void> => {
      const { response, body: answer } = await send(operation, method, path, body);
      expect(response.status, path).toBe(400);
      const { error } = answer as { error: { code: string; details?: { code: string; target: string }[] } };
      expect(error.code).toBe('BadRequest');
      if (details) expect(error.details?.[0]).toMatchObject({ code: 'BadArgument' });
    };
    await bad('Consents_Create', 'PUT', 'consents/x', consentBody());
    await bad('Consents_Create', 'PUT', `consents/${newId('c')}`, consentBody({ voiceTalentName: '' }));
    await bad('Consents_Create', 'PUT', `consents/${newId('c')}`, consentBody({ locale: 'xx-XX' }));
    await bad('Consents_Create', 'PUT', `consents/${newId('c')}`, consentBody({ projectId: 'no-such-project' }));
    await bad('Consents_Create', 'PUT', `consents/${newId('c')}`, consentBody({ audioUrl: 'file:///etc/passwd' }));
    await bad('Projects_Create', 'PUT', `projects/${newId('p')}`, { kind: 'Opera' });
    await bad('PersonalVoices_Create', 'PUT', `personalvoices/${newId('v')}`, voiceBody('no-such-consent'));
    const failed = await consent({ companyName: 'Fabrikam Incorporated' });
    await bad('PersonalVoices_Create', 'PUT', `personalvoices/${newId('v')}`, voiceBody(failed.id));
    await bad('Projects_Create', 'PUT', 'projects/project-1', { kind: 'ProfessionalVoice' }, false);
  });

  it('asks for a key or token, an api-version that it knows, JSON, and paths that exist', async () => {
    const url = `${running.speech.url}${customVoicePath('consents')}`;
    const anonymous = await fetch(url);
    expect(anonymous.status).toBe(401);
    expect(validator?.complaints('Consents_List', 401, await anonymous.json()) ?? []).toEqual([]);
    expect((await fetch(url, { headers: { 'ocp-apim-subscription-key': 'wrong' } })).status).toBe(401);
    expect((await running.call('GET', '/customvoice/consents')).status).toBe(400);
    expect((await running.call('GET', '/customvoice/consents?api-version=2020-01-01')).status).toBe(400);
    expect((await running.call('GET', customVoicePath('nothing'))).status).toBe(404);
    expect((await running.call('GET', customVoicePath('consents/no-such-consent'))).status).toBe(404);
    expect((await running.call('GET', customVoicePath('operations/no-such-operation'))).status).toBe(404);
    const text = await running.call('PUT', customVoicePath('projects/p-1'), {}, { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
  });

  it('lists with skip, page size, filter and a link to the next page', async () => {
    const projectId = newId('project');
    await send('Projects_Create', 'PUT', `projects/${projectId}`, { kind: 'PersonalVoice' });
    const ids = [newId('consent'), newId('consent'), newId('consent')];
    for (const id of ids) await send('Consents_Create', 'PUT', `consents/${id}`, consentBody({ projectId }));
    const filter = encodeURIComponent(`projectId eq '${projectId}'`);
    const first = await send('Consents_List', 'GET', `consents?filter=${filter}&maxpagesize=2`);
    const page = first.body as { value: Resource[]; nextLink?: string };
    expect(page.value.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const next = await running.call('GET', (page.nextLink ?? '').replace(running.speech.url, ''));
    const last = (await next.json()) as { value: Resource[]; nextLink?: string };
    expect(last.value.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(last.nextLink).toBeUndefined();
    expect((await send('Consents_List', 'GET', 'consents?filter=colour%20eq%201')).response.status).toBe(400);
    const future = encodeURIComponent('createdDateTime gt 2999-01-01T00:00:00Z');
    expect((await send('Consents_List', 'GET', `consents?filter=${future}`)).body).toEqual({ value: [] });
  });

  it('deletes, also a whole project, and a deleted voice no longer speaks', async () => {
    const projectId = newId('project');
    await send('Projects_Create', 'PUT', `projects/${projectId}`, { kind: 'PersonalVoice' });
    const given = await consent({ projectId });
    const made = await voice(given.id);
    expect((await send('PersonalVoices_Delete', 'DELETE', `personalvoices/${made.id}`)).response.status).toBe(204);
    await expect(sayWav(running, personalSsml('Hello.', made.speakerProfileId ?? ''))).rejects.toThrow(/400/);
    expect((await send('Projects_Delete', 'DELETE', `projects/${projectId}`)).response.status).toBe(204);
    expect((await send('Consents_Get', 'GET', `consents/${given.id}`)).response.status).toBe(404);
    expect((await send('Projects_Get', 'GET', `projects/${projectId}`)).response.status).toBe(404);
  });

  it('names the base models', async () => {
    const { body } = await send('BaseModels_List', 'GET', 'basemodels');
    const names = (body as { value: { name: string }[] }).value.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['DragonLatestNeural', 'PhoenixLatestNeural', 'PhoenixV2Neural']));
  });

  it('records requests with their JSON bodies, without secrets', async () => {
    const id = newId('project');
    await send('Projects_Create', 'PUT', `projects/${id}`, { kind: 'PersonalVoice' });
    expect(running.speech.requests().at(-1)).toEqual({
      operation: 'Projects_Create',
      method: 'PUT',
      path: `/customvoice/projects/${id}`,
      query: { 'api-version': '2026-01-01' },
      contentType: 'application/json',
      body: { kind: 'PersonalVoice' },
    });
    await consent();
    const created = running.speech.requests().findLast(({ operation }) => operation === 'Consents_Create');
    expect(created?.body).toMatchObject({ audioUrl: expect.stringMatching(/consent\.wav\?sig=removed$/) as unknown });
  });

  it('answers with scripted errors, and breaks connections', async () => {
    running.faults.add({
      service: 'speech',
      operation: 'Consents_List',
      effect: { kind: 'error', status: 429, headers: { 'Retry-After': '7' } },
    });
    const { response, body } = await send('Consents_List', 'GET', 'consents');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(body).toMatchObject({ error: { code: 'TooManyRequests' } });
    running.faults.add({ service: 'speech', operation: 'Projects_Create', effect: { kind: 'drop', after: 'work' } });
    const id = newId('project');
    await expect(running.call('PUT', customVoicePath(`projects/${id}`), { kind: 'PersonalVoice' })).rejects.toThrow();
    expect((await send('Projects_Get', 'GET', `projects/${id}`)).response.status).toBe(200);
  });
});
