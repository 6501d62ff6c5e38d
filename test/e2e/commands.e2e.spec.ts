import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AudioProcessor } from '#audio';
import { sentencesOf } from '#speech';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { measurePitch } from '../support/pitch.ts';
import { Command } from '../support/commands.ts';
import { descendantsOf, isAlive, isTaken, residentMb } from '../support/processes.ts';
import { readWav } from '../support/wav.ts';

const AUDIO = resolve(packageRoot(), '../shared/audio');
const hasProc = existsSync('/proc/self/status');
const hasAudio = existsSync(AUDIO);
if (!hasAudio) console.log('skipped: voices of real people sound like them (../shared/audio is absent)');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What lies between two sentences is silent for at least this long. */
const SENTENCE_GAP_MS = 250;

/** How long each silence between two stretches of speech is. */
async function gapsMsIn(path: string): Promise<readonly number[]> {
  const audio = new AudioProcessor({ workers: 1 });
  const report = await audio.process({ inputPath: path, profile: 'personal-voice' });
  await audio.close();
  const { speechSegments = [] } = report.measurements ?? {};
  return speechSegments.slice(1).map(({ startMs }, index) => startMs - (speechSegments[index]?.endMs ?? 0));
}

/** Intonation and pace of a person who reads two sentences or more. */
async function expectCalmSpeech(path: string): Promise<void> {
  const audio = new AudioProcessor({ workers: 1 });
  const report = await audio.process({ inputPath: path, profile: 'personal-voice' });
  await audio.close();
  const { syllablesPerSecond } = report.measurements ?? {};
  expect(syllablesPerSecond).toBeGreaterThanOrEqual(4);
  expect(syllablesPerSecond).toBeLessThanOrEqual(5);
  expect(measurePitch(readWav(await readFile(path))).deviationSemitones).toBeGreaterThanOrEqual(2);
}

/** Median pitch of the person whom the sandbox plays, and of the recorded one, as `measurePitch` finds it, Hz. */
const PLAYED_PERSON_HZ = 215;
const RECORDED_MAN_HZ = 118;

function expectPitch(wav: Parameters<typeof measurePitch>[0], expectedHz: number): void {
  const { medianHz } = measurePitch(wav);
  expect(medianHz).toBeGreaterThan(expectedHz * 0.85);
  expect(medianHz).toBeLessThan(expectedHz * 1.15);
}

describe('npm run demo', () => {
  it('enrolls a voice, leaves speech in a WAV file, and leaves nothing running', { timeout: 240_000 }, async () => {
    const out = join(folder, 'demo.wav');
    await using demo = new Command('demo', ['--out', out]);
    const { code, output } = await demo.done;
    expect(output).toContain(out);
    expect(code).toBe(0);
    const wav = readWav(await readFile(out));
    expect(wav).toMatchObject({ formatTag: 1, channels: 1, sampleRateHz: 24_000, bitsPerSample: 16 });
    expect(wav.durationS).toBeGreaterThan(2);
    expect(wav.durationS).toBeLessThan(30);
    expect(wav.rmsDbfs).toBeGreaterThan(-40);
    await expectCalmSpeech(out);
    expect((await gapsMsIn(out)).filter((ms) => ms >= SENTENCE_GAP_MS).length).toBeGreaterThanOrEqual(1);
    expectPitch(wav, PLAYED_PERSON_HZ);
  });

  // Closed storage and a man's voice are one run: a demonstration takes a quarter of a minute, and neither hides a fault of the other.
  it('with closed storage, gives a voice that is as high as that of its person', { timeout: 240_000 }, async () => {
    const out = join(folder, 'closed.wav');
    // Without the recordings, the sandbox's own person is heard.
    const samples = hasAudio ? ['--sample', join(AUDIO, 'librispeech-2414-128291-0002.flac')] : [];
    // Nothing but the end of a sentence asks for a rest, so that as many long silences as ends mean that each end has one.
    const text =
      'The ships in the harbour were waiting for the evening tide. Nobody on the pier was in a hurry. A boy sold apples from a basket. Later the wind turned.';
    await using demo = new Command('demo', ['--private', ...samples, '--text', text, '--out', out]);
    const { code, output } = await demo.done;
    expect(output).toContain(out);
    expect(code).toBe(0);
    const wav = readWav(await readFile(out));
    expect(wav.durationS).toBeGreaterThan(2);
    const gapsMs = await gapsMsIn(out);
    expect(
      gapsMs.filter((ms) => ms >= SENTENCE_GAP_MS),
      gapsMs.join(),
    ).toHaveLength(sentencesOf(text, 'en-US').length - 1);
    expectPitch(wav, hasAudio ? RECORDED_MAN_HZ : PLAYED_PERSON_HZ);
  });

  it('says what is wrong with a recording that cannot be used, and ends', { timeout: 240_000 }, async () => {
    await using demo = new Command('demo', ['--sample', join(packageRoot(), 'package.json')]);
    const { code, output } = await demo.done;
    expect(code).toBe(1);
    expect(output).toContain('audio-unsupported-format');
  });
});

describe('Ctrl-C', () => {
  it('ends the demo with 130, and says that it was interrupted', async () => {
    await using demo = new Command('demo', ['--out', join(folder, 'interrupted.wav')]);
    await expect.poll(() => demo.output, { timeout: 60_000, interval: 50 }).toContain('Start the sandbox');
    demo.interrupt();
    const { code, output } = await demo.done;
    expect(output).toContain('The demo was interrupted.');
    expect(output).not.toContain('failed');
    expect(code).toBe(130);
  });
});

describe('npm start, wrongly configured,', () => {
  it.each([
    ['a PORT that is none', { PORT: 'abc' }, 'PORT: must be a whole number from 0 to 65535'],
    ['a queue that does not exist', { PORT: '0', WORKER_QUEUES: 'x' }, 'WORKER_QUEUES: there is no queue x'],
    [
      'a port of the sandbox that is none',
      { PORT: '0', SANDBOX_BLOB_PORT: 'x' },
      'SANDBOX_BLOB_PORT: must be a whole number',
    ],
  ])('names %s without a stack', async (_, environment, sentence) => {
    await using command = new Command('start', [], environment);
    const { code, output } = await command.done;
    expect(output).toContain(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(output).not.toContain('"stack"');
    expect(code).toBe(1);
  });

  it('does not take another port in place of one that PORT says and that is in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    await using command = new Command('start', [], { PORT: String(port) });
    const { code, output } = await command.done;
    server.close();
    expect(output.trim()).toBe(
      `Port ${port} is in use by another program. Stop that program, or set PORT to another port.`,
    );
    expect(code).toBe(1);
  });
});

describe.runIf(hasProc)('npm start', () => {
  it(
    'serves until Ctrl-C, in little memory, and then ends every process and frees every port',
    { timeout: 240_000 },
    async () => {
      const origin = 'http://localhost:5173';
      const settings = { RATE_LIMIT_DEFAULT: '77', CORS_ALLOWED_ORIGINS: origin, LOG_LEVEL: 'warn' };
      const elsewhere = { COSMOS_ENDPOINT: 'https://contoso.documents.azure.com' };
      // As a person starts it: code from the cache of the tests takes 15 MB more.
      const uncached = { NODE_COMPILE_CACHE: '' };
      await using command = new Command('start', [], { PORT: '0', ...settings, ...elsewhere, ...uncached });
      await expect.poll(() => command.output, { timeout: 120_000, interval: 200 }).toContain('Ctrl-C stops everything');
      const api = /API\s+(http:\S+)/.exec(command.output)?.[1] ?? '';
      const token = /^(ey[\w-]+\.[\w-]+\.[\w-]+)$/m.exec(command.output)?.[1] ?? '';
      const voices = await fetch(`${api}/v1/voices`, { headers: { authorization: `Bearer ${token}` } });
      expect(await voices.json()).toEqual({ data: [], hasMore: false, next: null });
      expect(voices.headers.get('ratelimit-policy')).toContain('77');
      const preflight = { origin, 'access-control-request-method': 'GET' };
      const allowed = await fetch(`${api}/v1/voices`, { method: 'OPTIONS', headers: preflight });
      expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
      expect(command.output).toContain('Not used here, since the sandbox stands in for Azure: COSMOS_ENDPOINT.');
      const logs = /Logs\s+(\S+)/.exec(command.output)?.[1] ?? '';
      expect(await readFile(join(logs, 'api.log'), 'utf8')).not.toContain('"level":"info"');

      const processes = descendantsOf(command.child.pid ?? 0);
      const memoryMb = (name: string) => {
        const pid = processes.find((id) => commandLineOf(id).includes(join('apps', name, 'src', 'main.js')));
        return pid === undefined ? Number.NaN : residentMb(pid);
      };
      expect(memoryMb('api')).toBeLessThan(200);
      expect(memoryMb('worker')).toBeLessThan(250);

      const ports = [...command.output.matchAll(/http:\/\/[^:\s]+:(\d+)/g)].map(([, port]) => Number(port));
      expect(ports.length).toBeGreaterThanOrEqual(3);
      const startedAt = performance.now();
      command.interrupt();
      expect((await command.done).code).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      expect(processes.filter(isAlive)).toEqual([]);
      expect(await Promise.all(ports.map(isTaken))).not.toContain(true);
    },
  );
});

function commandLineOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}
