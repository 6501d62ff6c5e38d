import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ensureTls } from '../tls/certificate-authority.ts';
import { startTestSpeech, TEST_KEY } from './testing/running-speech.ts';

const WS_PATH = '/tts/cognitiveservices/websocket/v1';

describe('the speech service', () => {
  it('serves https and wss with the certificate that it is given', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-speech-spec-'));
    const tls = await ensureTls(directory);
    const running = await startTestSpeech({ tls });
    try {
      const { port, url } = running.speech;
      expect(url).toBe(`https://127.0.0.1:${port}`);
      const body = await new Promise<string>((resolve, reject) => {
        const path = '/customvoice/projects?api-version=2026-01-01';
        const headers = { 'ocp-apim-subscription-key': TEST_KEY };
        get({ host: 'localhost', port, path, headers, ca: tls.ca }, (response) => {
          response.setEncoding('utf8').on('data', resolve);
        }).on('error', reject);
      });
      expect(JSON.parse(body)).toEqual({ value: [] });
      const socket = new WebSocket(`wss://localhost:${port}${WS_PATH}`, {
        ca: tls.ca,
        headers: { 'ocp-apim-subscription-key': TEST_KEY },
      });
      await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
      socket.terminate();
    } finally {
      await running.close();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('refuses every call when it was given neither a key nor a way to verify tokens', async () => {
    const running = await startTestSpeech({ apiKey: '' });
    try {
      const url = `${running.speech.url}/customvoice/projects?api-version=2026-01-01`;
      expect((await fetch(url, { headers: { authorization: 'Bearer token' } })).status).toBe(401);
      expect((await fetch(url, { headers: { 'ocp-apim-subscription-key': '' } })).status).toBe(401);
    } finally {
      await running.close();
    }
  });

  it('ends at once, whatever hangs', async () => {
    const running = await startTestSpeech();
    for (const operation of ['Projects_List', 'ws-connect']) {
      running.faults.add({ service: 'speech', operation, effect: { kind: 'hang' } });
    }
    running.faults.add({ service: 'speech', operation: 'ws-connect', effect: { kind: 'latency', ms: 3_600_000 } });
    const call = running.call('GET', '/customvoice/projects?api-version=2026-01-01').then(
      () => 'answered',
      () => 'broken',
    );
    const sockets = [0, 1, 2].map(() => {
      const socket = new WebSocket(`${running.speech.url.replace('http', 'ws')}${WS_PATH}`, {
        headers: { 'ocp-apim-subscription-key': TEST_KEY },
      });
      return new Promise<string>((resolve) => {
        // The third one is connected; it is closed by the service.
        socket.on('close', () => resolve('closed')).on('error', () => resolve('failed'));
      });
    });
    while (running.faults.list().some(({ remaining }) => remaining > 0))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await running.close();
    expect(await call).toBe('broken');
    await Promise.all(sockets);
    await expect(fetch(running.speech.url)).rejects.toThrow();
  });
});
