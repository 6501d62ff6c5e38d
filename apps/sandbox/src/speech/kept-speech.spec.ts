import { createHash } from 'node:crypto';
import { consentStatement } from '#domain';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { enrol } from './testing/enrol.ts';
import {
  customVoicePath,
  ended,
  personalSsml,
  sayWav,
  speakSsml,
  startTestSpeech,
  type RunningSpeech,
} from './testing/running-speech.ts';

const VERSION = 'api-version=2024-04-01';
const A_DAY_MS = 86_400_000;

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly speakerProfileId?: string;
  readonly outputs?: { readonly result: string };
}

describe('what Speech keeps', { timeout: 120_000 }, () => {
  let folder: string;
  let store: SqliteStore;
  let running: RunningSpeech;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-speech-spec-'));
  });
  afterEach(async () => {
    await running.close();
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (jobDurationMs = 20): Promise<void> => {
    store = new SqliteStore(join(folder, 'state.sqlite'));
    running = await startTestSpeech({ state: store, directory: join(folder, 'batch-results'), jobDurationMs });
  };
  const restart = async (jobDurationMs = 20): Promise<void> => {
    await running.close();
    store.close();
    await start(jobDurationMs);
    running.speech.resume();
  };
  const get = async (path: string): Promise<Answer> => (await running.call('GET', path)).json() as Promise<Answer>;
  const form = (fields: Record<string, string>, files: readonly Uint8Array[]): FormData => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    for (const file of files) data.append('audiodata', new Blob([new Uint8Array(file)]), 'audio.wav');
    return data;
  };

  it('is a voice with all that belongs to it: it speaks after a restart, and its own recordings are recognized', async () => {
    await start();
    const profile = await enrol(running);
    const said = await sayWav(running, personalSsml('Good morning, everybody.', profile));
    const lists = async () =>
      Promise.all(
        ['projects', 'consents', 'personalvoices'].map(async (kind) =>
          (await running.call('GET', customVoicePath(kind))).text(),
        ),
      );
    const before = await lists();
    await restart();
    expect((await lists()).map(withoutPort)).toEqual(before.map(withoutPort));
    await sayWav(running, personalSsml('Hello.', profile));
    const data = new FormData();
    data.set('audio', new Blob([new Uint8Array(said)]), 'audio.wav');
    data.set('definition', JSON.stringify({ locales: ['en-US'] }));
    running.speech.scriptHearing({ wordErrorRate: 0 });
    const heard = await running.call('POST', '/speechtotext/transcriptions:transcribe?api-version=2025-10-15', data);
    expect(await heard.json()).toMatchObject({ combinedPhrases: [{ text: 'Good morning, everybody.' }] });
  });

  it('is every job that had not ended, which ends after the restart, under the operation that its client knows', async () => {
    await start(A_DAY_MS);
    await running.call('PUT', customVoicePath('projects/project'), { kind: 'PersonalVoice' });
    const fields = { projectId: 'project', voiceTalentName: 'Ada', companyName: 'Contoso', locale: 'en-US' };
    const statement = await sayWav(running, speakSsml(consentStatement('en-US', 'Ada', 'Contoso')));
    const consent = customVoicePath('consents/consent');
    const headers = { 'operation-id': 'consent-operation' };
    const created = await running.call('POST', consent, form(fields, [statement]), headers);
    expect(created.status).toBe(201);

    await restart(20);
    expect(await ended<Answer>(running, consent)).toMatchObject({ status: 'Succeeded' });
    expect(await get(customVoicePath('operations/consent-operation'))).toMatchObject({ status: 'Succeeded' });
    const again = await running.call('POST', consent, form(fields, [statement]), headers);
    expect(again.headers.get('operation-id')).toBe('consent-operation');

    await restart(A_DAY_MS);
    const sentences = [
      'The birch canoe slid on the smooth planks, one after the other.',
      'Glue the sheet to the dark blue background, and wait for a while.',
    ];
    const prompts = await Promise.all(sentences.map((text) => sayWav(running, speakSsml(text))));
    const voice = customVoicePath('personalvoices/voice');
    await running.call('POST', voice, form({ projectId: 'project', consentId: 'consent' }, prompts));
    const { speakerProfileId } = await get(voice);
    await restart(20);
    expect(await ended<Answer>(running, voice)).toMatchObject({ status: 'Succeeded', speakerProfileId });
    expect(store.area('speech/prompts').load()).toEqual([]);
    expect(store.area('speech/consent-recordings').load()).toEqual([]);
  });

  it('is a batch: one that had not ended is spoken, and its result is there after another restart, by the same link', async () => {
    await start(A_DAY_MS);
    const path = `/texttospeech/batchsyntheses/batch?${VERSION}`;
    const body = {
      inputKind: 'PlainText',
      inputs: [{ content: 'One.' }, { content: 'Two.' }],
      synthesisConfig: { voice: 'en-US-AvaNeural' },
    };
    expect((await running.call('PUT', path, body)).status).toBe(201);
    await restart(20);
    const { outputs } = await ended<Answer>(running, path);
    const link = new URL(outputs?.result ?? '');
    const result = async () =>
      createHash('sha256')
        .update(Buffer.from(await (await fetch(`${running.speech.url}${link.pathname}${link.search}`)).arrayBuffer()))
        .digest('hex');
    const before = await result();
    await writeFile(join(folder, 'batch-results', 'left-behind.zip'), 'of a sandbox that was killed');

    await restart();
    expect(await result()).toBe(before);
    expect(await readdir(join(folder, 'batch-results'))).toHaveLength(1);
    expect(running.speech.batchJobs()).toEqual([{ id: 'batch', createdAt: expect.any(Number) }]);

    await mkdir(join(folder, 'copy'));
    running.speech.copyTo(join(folder, 'copy'));
    expect(await readdir(join(folder, 'copy', 'batch-results'))).toHaveLength(1);

    running.clock.advance(200 * 3_600_000);
    await expect.poll(() => running.speech.batchJobs()[0]?.deletedAt).toBeGreaterThan(0);
    await restart();
    expect((await running.call('GET', path)).status).toBe(404);
    expect(running.speech.batchJobs()[0]?.deletedAt).toBeGreaterThan(0);
    await expect.poll(() => readdir(join(folder, 'batch-results'))).toEqual([]);
  });
});

/** Each start of this spec has another port, which pages and links name. */
function withoutPort(text: string): string {
  return text.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST');
}
