import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { SpeechProtocolServer } from '../../testing/speech-protocol-server.ts';
import { outputFormat } from './output-formats.ts';
import { SpeechSynthesizerPool, type SpeechSynthesizerPoolOptions } from './speech-synthesizer-pool.ts';
import { WebsocketEndpoint } from './websocket-endpoint.ts';

const PATH = '/tts/cognitiveservices/websocket/v1';

describe('WebsocketEndpoint', () => {
  let server: SpeechProtocolServer;
  const pools: SpeechSynthesizerPool[] = [];
  const { signal } = new AbortController();

  beforeEach(async () => {
    server = await SpeechProtocolServer.start();
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map(async (pool) => await pool.close()));
    await server.stop();
  });

  async function speak(options: Partial<SpeechSynthesizerPoolOptions> = {}): Promise<void> {
    const pool = new SpeechSynthesizerPool({
      websocketUrl: server.customDomainUrl,
      credential: new NumberedCredential(),
      size: 1,
      ...options,
    });
    pools.push(pool);
    const turn = pool.speak({ ssml: '<speak>one</speak>', format: outputFormat('pcm') });
    let bytes = 0;
    for await (const chunk of turn.audio) bytes += chunk.byteLength;
    expect(bytes).toBe(4800);
  }

  it('asks as the SDK does, at the port of the URL, and connects with the token to what the answer names', async () => {
    const named = `${server.customDomainUrl}?GenerateRedirectResponse=true&Ocp-Apim-Custom-Domain-Name=contoso.example`;
    server.redirect = { status: 200, body: `${named.replace('ws:', 'http:')}\r\n` };
    await speak();
    expect(server.probes).toEqual([`${PATH}?GenerateRedirectResponse=true`]);
    const [upgrade] = server.upgrades;
    expect(upgrade?.headers.authorization).toMatch(/^Bearer token-\d/);
    const { pathname, searchParams } = new URL(upgrade?.url ?? '', server.url);
    expect(pathname).toBe(PATH);
    expect(searchParams.getAll('Ocp-Apim-Custom-Domain-Name')).toEqual(['contoso.example']);
    expect(searchParams.getAll('Authorization')).toEqual([upgrade?.headers.authorization]);
    expect(searchParams.get('X-ConnectionId')).toMatch(/^[0-9A-F]{32}$/);
  });

  it.each([
    ['another status', { status: 404, body: 'wss://elsewhere.example/' }],
    ['no URL', { status: 200, body: 'not found' }],
    ['a URL that is not one of a WebSocket', { status: 200, body: 'ftp://elsewhere.example/' }],
    ['a URL of any length', { status: 200, body: `wss://elsewhere.example/?${'a'.repeat(9000)}` }],
  ])('stays at the custom domain after %s', async (_, redirect) => {
    server.redirect = redirect;
    await speak();
    expect(server.upgrades[0]?.url).toMatch(new RegExp(`^${PATH}\\?`));
  });

  it('asks at the documented path when the URL has none', async () => {
    await speak({ websocketUrl: server.customDomainUrl.replace(PATH, '') });
    expect(server.probes).toEqual([`${PATH}?GenerateRedirectResponse=true`]);
    expect(server.upgrades[0]?.url).toMatch(new RegExp(`^${PATH}\\?`));
  });

  it('does not ask at another path', async () => {
    await speak({ websocketUrl: server.url });
    expect(server.probes).toEqual([]);
  });

  it('asks once for many connections, again after ten minutes, and again when the place was no good', async () => {
    let now = 0;
    const endpoint = new WebsocketEndpoint(new URL(server.customDomainUrl), () => now);
    await Promise.all([endpoint.resolve(signal), endpoint.resolve(signal)]);
    expect(server.probes).toHaveLength(1);
    now = 10 * 60_000;
    await endpoint.resolve(signal);
    expect(server.probes).toHaveLength(2);
    endpoint.forget();
    await endpoint.resolve(signal);
    expect(server.probes).toHaveLength(3);
  });

  it('asks again before a new attempt to connect when one was refused', async () => {
    server.handshakes.push(503);
    await speak({ attempts: 2 });
    expect(server.probes).toHaveLength(2);
  });

  it.each([
    ['https://regional.example/x?a=b', 'wss://regional.example/x?a=b'],
    ['http://regional.example/x', `wss://contoso.example${PATH}`],
    ['ws://regional.example/x', `wss://contoso.example${PATH}`],
  ])('where TLS is wanted, goes from %s to %s: no token without TLS', async (named, connected) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(named));
    try {
      const endpoint = new WebsocketEndpoint(new URL(`wss://contoso.example${PATH}`));
      expect((await endpoint.resolve(signal)).href).toBe(connected);
      const asked = fetched.mock.calls.map(([url]) => (url as URL).href);
      expect(asked).toEqual([`https://contoso.example${PATH}?GenerateRedirectResponse=true`]);
    } finally {
      fetched.mockRestore();
    }
  });

  it('stops with the caller, and when there is no answer', async () => {
    server.redirect = 'hang';
    const endpoint = new WebsocketEndpoint(new URL(server.customDomainUrl));
    const caller = new AbortController();
    const resolving = endpoint.resolve(caller.signal);
    caller.abort(new Error('no longer needed'));
    await expect(resolving).rejects.toThrow('no longer needed');
    await expect(speak({ connectTimeoutMs: 200 })).rejects.toMatchObject({ code: 'provider-timeout' });
  });
});
