import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { C2paProcesses, ClaimSigner, PemClaimKey, SpeechTagger, taggedSpeech } from '#audio';
import { TestFolder } from '#audio/testing';
import { claimChain } from '#config/testing';
import { stub } from '#domain/testing';
import { SignSpeech } from '../../../apps/worker/src/platform/sign-speech.ts';
import { checksumOf } from '../../../apps/worker/src/syntheses/speech-file.ts';
import { encodeWav } from '../../../libs/audio/src/testing/test-wav.ts';
import { longestTurnOfRuns } from './turns.ts';

/** Of processor time, while live speech is sent. */
const MAX_TURN_MS = 20;
const STREAMS = 10;
const MIB = 1024 * 1024;

const folder = new TestFolder();
const processes = new C2paProcesses({ workers: 1 });
afterAll(async () => {
  await processes.close();
  folder.dispose();
});

function largeWav(): Buffer {
  const samples = Buffer.alloc(32 * MIB - 8_192, 7);
  const wav = Buffer.concat([encodeWav([[]], { sampleRateHz: 24_000 }), samples]);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(samples.length, 40);
  return wav;
}

it('signs 32 MiB while ten live streams are sent, in turns within the budget', async () => {
  const { chain, key } = await claimChain();
  const signing = new SignSpeech(processes, new ClaimSigner(chain, new PemClaimKey(key)), 32 * MIB, stub({}));
  const path = folder.write(largeWav());
  const states: unknown[] = [];
  const longestMs = await longestTurnOfRuns(async () => {
    const signed = new AbortController();
    async function* speech(): AsyncGenerator<Uint8Array> {
      for (; !signed.signal.aborted; await turn()) yield new Uint8Array(4_800);
    }
    const send = async (): Promise<number> => {
      let sent = 0;
      for await (const chunk of taggedSpeech(speech(), new SpeechTagger('mp3', 'prv_1'))) sent += chunk.length;
      return sent;
    };
    const streams = Array.from({ length: STREAMS }, send);
    const directory = mkdtempSync(join(folder.path, 'signing-'));
    const order = { path, directory, format: 'wav', provenanceId: 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D' };
    const { path: signedPath, manifest } = await signing.sign(order, new AbortController().signal);
    await checksumOf(signedPath, 'wav');
    signed.abort();
    states.push(manifest?.state);
    for (const sent of await Promise.all(streams)) expect(sent).toBeGreaterThan(0);
  }, MAX_TURN_MS);
  expect(new Set(states)).toEqual(new Set(['signed']));
  expect(longestMs).toBeLessThanOrEqual(MAX_TURN_MS);
});
