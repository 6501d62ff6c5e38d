import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Right } from '../../rights/caller.ts';
import { type RunningSpeech, speakSsml, startTestSpeech } from '../testing/running-speech.ts';

const ACCOUNTS = 'Microsoft.CognitiveServices/accounts';
const DENIED = { error: { code: 'PermissionDenied', message: 'Principal does not have access to API/Operation.' } };

describe('roles on the AI services', () => {
  let running: RunningSpeech;
  let denied: string | undefined;
  const asked: [string, string][] = [];
  beforeAll(async () => {
    const may = ({ name }: Right, resource: string): boolean => {
      asked.push([name, resource]);
      return name !== denied;
    };
    running = await startTestSpeech({ verifyToken: async () => ({ oid: 'oid', tid: 'tid', may }) });
  });
  afterAll(() => running.close());

  const call = (method: string, path: string, body?: object, type = 'application/json') =>
    fetch(running.speech.url + path, {
      method,
      headers: {
        authorization: 'Bearer token',
        'user-agent': 'spec',
        'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined
        ? {}
        : { body: type === 'application/json' ? JSON.stringify(body) : (body as { ssml: string }).ssml }),
    });

  it.each<[string, string, string, () => Promise<Response>]>([
    [
      'a project',
      'CustomVoice/projects/write',
      'speech',
      () => call('PUT', '/customvoice/projects/p1?api-version=2026-01-01', { kind: 'PersonalVoice' }),
    ],
    [
      'projects',
      'CustomVoice/projects/read',
      'speech',
      () => call('GET', '/customvoice/projects?api-version=2026-01-01'),
    ],
    [
      'the end of a voice',
      'CustomVoice/personalvoices/delete',
      'speech',
      () => call('DELETE', '/customvoice/personalvoices/v1?api-version=2026-01-01'),
    ],
    [
      'batches',
      'BatchTextToSpeech/batchsyntheses/read',
      'speech',
      () => call('GET', '/texttospeech/batchsyntheses?api-version=2024-04-01'),
    ],
    [
      'speech',
      'SpeechServices/synthesis/frontend/action',
      'speech',
      () => call('POST', '/cognitiveservices/v1', { ssml: speakSsml('Hi.') }, 'application/ssml+xml'),
    ],
    [
      'a translation',
      'TextTranslation/translate/action',
      'translator',
      () => call('POST', '/translator/text/v3.0/translate?api-version=3.0&to=de', [{ Text: 'house' }]),
    ],
    [
      'a completion',
      'OpenAI/deployments/chat/completions/action',
      'openai',
      () =>
        call('POST', '/openai/deployments/speakable/chat/completions?api-version=2024-10-21', {
          messages: [{ role: 'user', content: '1' }],
        }),
    ],
  ])('refuses %s to who lacks %s at %s', async (_what, name, account, request) => {
    denied = `${ACCOUNTS}/${name}`;
    try {
      const response = await request();
      expect(response.status).toBe(401);
      await expect(response.json()).resolves.toEqual(DENIED);
      expect(asked.at(-1)).toEqual([denied, `${ACCOUNTS}/${account}`]);
    } finally {
      denied = undefined;
    }
    expect((await request()).status).not.toBe(401);
  });

  it('opens no WebSocket for who may not speak', async () => {
    const open = () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(
          `${running.speech.url.replace('http', 'ws').replace('127.0.0.1', 'localhost')}/tts/cognitiveservices/websocket/v1`,
          {
            headers: { authorization: 'Bearer token' },
          },
        );
        socket.on('open', () => {
          socket.terminate();
          resolve('open');
        });
        socket.on('error', ({ message }) => resolve(message));
      });
    denied = `${ACCOUNTS}/SpeechServices/synthesis/frontend/action`;
    expect(await open()).toMatch(/401/);
    denied = undefined;
    expect(await open()).toBe('open');
  });
});
