import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  });

  it('does the same with closed storage', { timeout: 240_000 }, async () => {
    const out = join(folder, 'private.wav');
    await using demo = new Command('demo', ['--private', '--out', out]);
    const { code, output } = await demo.done;
    expect(output).toContain(out);
    expect(code).toBe(0);
    expect(readWav(await readFile(out)).durationS).toBeGreaterThan(2);
  });

  it.runIf(hasAudio).each([
    ['a woman', ['ljspeech-LJ001-0001.wav', 'ljspeech-LJ001-0003.wav'], 217],
    ['a man', ['librispeech-2414-128291-0002.flac'], 118],
  ])('gives a voice that is as high as that of %s', { timeout: 240_000 }, async (_, files, expectedHz) => {
    const out = join(folder, `${expectedHz}.wav`);
    const samples = files.flatMap((file) => ['--sample', join(AUDIO, file)]);
    const text = 'The ships in the harbour were waiting for the evening tide, and nobody on the pier was in a hurry.';
    await using demo = new Command('demo', [...samples, '--text', text, '--out', out]);
    const { code, output } = await demo.done;
    expect(output).toContain(out);
    expect(code).toBe(0);
    const { medianHz } = measurePitch(readWav(await readFile(out)));
    expect(medianHz).toBeGreaterThan(expectedHz * 0.85);
    expect(medianHz).toBeLessThan(expectedHz * 1.15);
  });

  it('says what is wrong with a recording that cannot be used, and ends', { timeout: 240_000 }, async () => {
    await using demo = new Command('demo', ['--sample', join(packageRoot(), 'package.json')]);
    const { code, output } = await demo.done;
    expect(code).toBe(1);
    expect(output).toContain('audio-unsupported-format');
  });
});

describe.runIf(hasProc)('npm start', () => {
  it(
    'serves until Ctrl-C, in little memory, and then ends every process and frees every port',
    { timeout: 240_000 },
    async () => {
      await using command = new Command('start', [], { PORT: '0' });
      await expect.poll(() => command.output, { timeout: 120_000, interval: 200 }).toContain('Ctrl-C stops everything');
      const api = /API\s+(http:\S+)/.exec(command.output)?.[1] ?? '';
      const token = /^(ey[\w-]+\.[\w-]+\.[\w-]+)$/m.exec(command.output)?.[1] ?? '';
      const voices = await fetch(`${api}/v1/voices`, { headers: { authorization: `Bearer ${token}` } });
      expect(await voices.json()).toEqual({ data: [], hasMore: false, next: null });

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
