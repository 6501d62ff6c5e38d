import { Socket } from 'node:net';
import { PropertyId, SpeechConfig } from 'microsoft-cognitiveservices-speech-sdk';
import { WebsocketMessageAdapter } from 'microsoft-cognitiveservices-speech-sdk/distrib/lib/src/common.browser/WebsocketMessageAdapter.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ServedTurn, speakWords, SpeechProtocolServer } from '../../testing/speech-protocol-server.ts';
import { LinkedSynthesizer } from './speech-sdk.ts';

/** What this lib relies on inside the SDK. When an update of the SDK breaks one of these, `speech-sdk.ts` is the place to look. */
describe('LinkedSynthesizer', () => {
  let server: SpeechProtocolServer;
  let synthesizer: LinkedSynthesizer;

  beforeEach(async () => {
    server = await SpeechProtocolServer.start();
    synthesizer = new LinkedSynthesizer(SpeechConfig.fromEndpoint(new URL(server.url), 'key'));
    synthesizer.setStreamingFormat('raw-24khz-16bit-mono-pcm');
  });
  afterEach(async () => {
    await synthesizer.link.close();
    synthesizer.close();
    await server.stop();
  });

  const speak = async (): Promise<{ fromLink: number; inSdk: number }> => {
    let fromLink = 0;
    synthesizer.synthesizing = (_sender, { result }) => {
      fromLink += synthesizer.link.audioOf(result.audioData).byteLength;
    };
    synthesizer.link.beginTurn();
    return await new Promise((resolve, reject) => {
      synthesizer.speakSsmlAsync(
        '<speak>one two</speak>',
        (result) => resolve({ fromLink, inSdk: result.audioData?.byteLength ?? -1 }),
        reject,
      );
    });
  };

  it('gets the audio past the buffers of the SDK', async () => {
    expect(await speak()).toEqual({ fromLink: 9600, inSdk: 0 });
  });

  it('connects through the ws client', async () => {
    await speak();
    expect(WebsocketMessageAdapter.forceNpmWebSocket).toBe(true);
    // The client of Node does not send our headers.
    expect(server.upgrades[0]?.headers['ocp-apim-subscription-key']).toBe('key');
    expect(await synthesizer.link.ping(1000)).toBe(true);
  });

  it('sees how a connection ends, code and reason', async () => {
    const onClose = vi.fn<(code: number, reason: string) => void>();
    synthesizer.link.listener = { onMessage: () => {}, onSessionEnd: () => {}, onClose };
    server.script.push((turn) => turn.close(4000, 'because'));
    synthesizer.speakSsmlAsync('<speak>one</speak>');
    await vi.waitFor(() => expect(onClose.mock.calls).toEqual([[4000, 'because']]));
  });

  it('has a whole turn when the connection is closed right after it', async () => {
    server.script.push((turn) => {
      speakWords(turn);
      turn.close(1000);
    });
    expect(await speak()).toEqual({ fromLink: 9600, inSdk: 0 });
  });

  it('hands on the first audio of each turn before it takes apart what came in the same packet', async () => {
    for (let turn = 0; turn < 3; turn++) {
      const order: string[] = [];
      synthesizer.link.listener = {
        onMessage: () => void order.push('frame'),
        onSessionEnd: () => {},
        onClose: () => {},
      };
      server.script.push((served) => {
        served.start();
        served.response();
        server.together(() => {
          for (let chunk = 0; chunk < 3; chunk++) served.audio(new Uint8Array(4800));
          served.end();
        });
      });
      synthesizer.link.beginTurn();
      await new Promise((resolve, reject) => {
        synthesizer.synthesizing = () => {
          order.push('audio');
          if (order.filter((what) => what === 'audio').length === 1) process.nextTick(() => order.push('out'));
        };
        synthesizer.speakSsmlAsync('<speak>one</speak>', resolve, reject);
      });
      expect(order.slice(0, 6), `turn ${turn}`).toEqual(['frame', 'frame', 'frame', 'audio', 'out', 'frame']);
    }
  });

  it('sends the settings of a turn and its text together', async () => {
    await speak();
    const port = Number(new URL(server.url).port);
    const write = vi.spyOn(Socket.prototype, '_writev');
    try {
      await speak();
      expect(server.messages.slice(-2)).toEqual(['synthesis.context', 'ssml']);
      const sockets = write.mock.contexts as readonly Socket[];
      expect(sockets.filter(({ remotePort }) => remotePort === port)).toHaveLength(1);
    } finally {
      write.mockRestore();
    }
  });

  it('does not let the SDK open a second connection in silence', async () => {
    await speak();
    (server.turns[0] as ServedTurn).close(1000);
    await vi.waitFor(() => expect(server.openSockets).toBe(0));
    // The SDK reports failures to its callback for success.
    expect(await speak()).toMatchObject({ fromLink: 0 });
    expect(server.upgrades).toHaveLength(1);
  });

  it('reads a connection with one loop, however many turns it has had', async () => {
    let reads = 0;
    const link = synthesizer.link;
    const create = link.create.bind(link);
    link.create = async (...args) => {
      const connection = await create(...args);
      const read = connection.read.bind(connection);
      connection.read = async () => {
        reads += 1;
        return await read();
      };
      return connection;
    };
    let frames = 0;
    server.script.push(
      ...Array.from({ length: 5 }, () => (turn: ServedTurn) => {
        speakWords(turn);
        frames += 9;
      }),
    );
    for (let turn = 0; turn < 5; turn++) await speak();
    // One read for each frame of the service (turn.start, response, sentence, 2 words, 2 pieces of audio, SessionEnd, turn.end), and the one that waits.
    await vi.waitFor(() => expect(reads).toBe(frames + 5));
  });

  it('refuses a format that the SDK does not know, or that has a header', () => {
    expect(() => synthesizer.setStreamingFormat('raw-11khz-16bit-mono-pcm')).toThrow(TypeError);
    expect(() => synthesizer.setStreamingFormat('riff-24khz-16bit-mono-pcm')).toThrow(TypeError);
  });

  it('finds the token credential of a configuration where the SDK looks for it', async () => {
    const getToken = vi.fn(async () => await Promise.resolve({ token: 'abc', expiresOnTimestamp: Date.now() + 1e6 }));
    const other = new LinkedSynthesizer(SpeechConfig.fromEndpoint(new URL(server.url), { getToken }));
    other.setStreamingFormat('raw-24khz-16bit-mono-pcm');
    expect(other.properties.getProperty(PropertyId.SpeechServiceConnection_Endpoint)).toBe(server.url);
    await new Promise((resolve, reject) => {
      other.speakSsmlAsync('<speak>one</speak>', resolve, reject);
    });
    expect(getToken.mock.calls).toEqual([['https://cognitiveservices.azure.com/.default']]);
    await other.link.close();
    other.close();
  });
});
