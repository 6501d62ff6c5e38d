import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { personalVoiceSsml } from '../../testing/in-one-step.ts';
import { SpeechProtocolServer } from '../../testing/speech-protocol-server.ts';
import { outputFormat } from './output-formats.ts';
import { SpeechSynthesizerPool } from './speech-synthesizer-pool.ts';
import type { SpeechTurn } from './speech-turn.ts';

const pcm = outputFormat('pcm');
const ssmlOf = (text: string) => personalVoiceSsml({ baseModel: 'AnnaNeural', locale: 'en-US', text });

async function bytesOf(turn: SpeechTurn): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of turn.audio) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a pool with voices of several endpoints', () => {
  let server: SpeechProtocolServer;
  let pool: SpeechSynthesizerPool;

  beforeEach(async () => {
    server = await SpeechProtocolServer.start();
    pool = new SpeechSynthesizerPool({ websocketUrl: server.url, credential: new NumberedCredential(), size: 1 });
  });
  afterEach(async () => {
    await pool.close();
    await server.stop();
  });

  it('speaks by the endpoint of each voice, and closes the connection to another when it has no more', async () => {
    const say = async (deploymentId?: string) =>
      await bytesOf(pool.speak({ ssml: ssmlOf('one'), format: pcm, deploymentId }));
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    for (const deploymentId of [first, first, undefined, second]) {
      expect((await say(deploymentId)).byteLength).toBeGreaterThan(0);
    }
    const deployments = server.upgrades.map(({ url = '' }) =>
      new URL(url, server.url).searchParams.get('deploymentId'),
    );
    expect(deployments).toEqual([first, null, second]);
    expect(server.mostSockets).toBe(1);
  });

  it('serves voices of several endpoints that wait for one connection, in turn', async () => {
    const ids = Array.from({ length: 3 }, () => crypto.randomUUID());
    const turns = [...ids, ...ids].map((deploymentId) =>
      pool.speak({ ssml: ssmlOf('one'), format: pcm, deploymentId }),
    );
    for (const turn of turns) expect((await bytesOf(turn)).byteLength).toBeGreaterThan(0);
    expect(pool.stats()).toMatchObject({ waiting: 0 });
    expect(server.mostSockets).toBe(1);
  });
});
