import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { RestServer } from '../../testing/rest-server.ts';
import { CustomVoiceClient } from './custom-voice-client.ts';
import { AUDIO_UPLOAD_TIMEOUT_MS, MAX_AUDIO_UPLOAD_BYTES } from './custom-voice-rest.ts';

const WAV = Buffer.from('RIFF of a recording');
const NEW_CONSENT = { projectId: 'voice-1', voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
const CONSENT = { id: 'consent-1', ...NEW_CONSENT, status: 'NotStarted' };
const VOICE = { id: 'voice-1', projectId: 'voice-1', consentId: 'consent-1', status: 'NotStarted' };

describe('CustomVoiceClient, uploading', () => {
  let server: RestServer;
  let client: CustomVoiceClient;

  beforeEach(async () => {
    server = await RestServer.start();
    client = new CustomVoiceClient({ endpoint: server.url, credential: new NumberedCredential(), mark: 'ours' });
  });
  afterEach(() => server.stop());

  async function form(): Promise<FormData> {
    const { body, headers } = server.last;
    return new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
  }

  async function fileOf(part: File | string | null): Promise<Buffer> {
    if (!(part instanceof File)) throw new Error('This part is no file');
    return Buffer.from(await part.arrayBuffer());
  }

  it('sends a consent with its recording, as Consents_Post', async () => {
    server.answers.push({ status: 201, json: CONSENT });
    expect(await client.postConsent('consent-1', { ...NEW_CONSENT, audio: WAV }, 'create-consent-1')).toEqual(CONSENT);
    expect(server.last).toMatchObject({ method: 'POST', path: '/customvoice/consents/consent-1' });
    expect(server.last.headers['operation-id']).toBe('create-consent-1');
    expect(server.last.query.get('api-version')).toBe('2026-01-01');
    const sent = await form();
    expect([...sent.keys()]).toEqual([
      'description',
      'projectId',
      'voiceTalentName',
      'companyName',
      'locale',
      'audiodata',
    ]);
    expect(sent.get('voiceTalentName')).toBe('Ada Lovelace');
    expect(await fileOf(sent.get('audiodata'))).toEqual(WAV);
  });

  it('sends a voice with each of its recordings, as PersonalVoices_Post', async () => {
    server.answers.push({ status: 201, json: VOICE });
    const audios = [WAV, Buffer.from('another')];
    const fields = { projectId: 'voice-1', consentId: 'consent-1' };
    expect(await client.postPersonalVoice('voice-1', { ...fields, audios }, 'create-voice-1')).toEqual(VOICE);
    expect(server.last).toMatchObject({ method: 'POST', path: '/customvoice/personalvoices/voice-1' });
    const sent = await form();
    expect([sent.get('projectId'), sent.get('consentId')]).toEqual(['voice-1', 'consent-1']);
    expect(await Promise.all(sent.getAll('audiodata').map(fileOf))).toEqual(audios);
  });

  it('refuses more than Azure takes, form and all, without asking', async () => {
    const post = (bytes: number) =>
      client.postPersonalVoice(
        'voice-1',
        { projectId: 'voice-1', consentId: 'consent-1', audios: [Buffer.alloc(bytes)] },
        'create-voice-1',
      );
    await expect(post(MAX_AUDIO_UPLOAD_BYTES)).rejects.toMatchObject({ code: 'audio-too-large', retryable: false });
    const audio = Buffer.alloc(MAX_AUDIO_UPLOAD_BYTES);
    await expect(client.postConsent('consent-1', { ...NEW_CONSENT, audio }, 'create-1')).rejects.toMatchObject({
      code: 'audio-too-large',
    });
    expect(server.requests).toHaveLength(0);
    server.answers.push({ status: 201, json: VOICE });
    await post(MAX_AUDIO_UPLOAD_BYTES - 2_000);
    expect(server.last.body.length).toBeLessThanOrEqual(MAX_AUDIO_UPLOAD_BYTES);
  });

  it('waits longer than for other calls, as Azure may take more than two minutes', async () => {
    const timeouts = vi.spyOn(globalThis, 'setTimeout');
    server.answers.push({ status: 201, json: CONSENT });
    await client.postConsent('consent-1', { ...NEW_CONSENT, audio: WAV }, 'create-consent-1');
    expect(timeouts.mock.calls.map(([, ms]) => ms)).toContain(AUDIO_UPLOAD_TIMEOUT_MS);
    expect(AUDIO_UPLOAD_TIMEOUT_MS).toBeGreaterThanOrEqual(180_000);
    timeouts.mockRestore();
  });

  it('reports an answer like that of any other call', async () => {
    server.answers.push({ status: 429, headers: { 'retry-after': '7' }, text: '' });
    const sending = client.postConsent('consent-1', { ...NEW_CONSENT, audio: WAV }, 'create-consent-1');
    await expect(sending).rejects.toMatchObject({ code: 'provider-throttled', retryAfterMs: 7_000 });
  });
});
