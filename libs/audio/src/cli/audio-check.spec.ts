import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TestFolder } from '../testing/test-folder.ts';
import { encodeWav } from '../testing/test-wav.ts';
import { syntheticVoice } from '../worker/synthetic-voice.ts';
import { audioCheck } from './audio-check.ts';

const folder = new TestFolder();
const good = folder.write(
  encodeWav([syntheticVoice({ sampleRateHz: 48_000, seconds: 12 })], { sampleRateHz: 48_000 }),
  '.wav',
);
const text = folder.write('not a recording', '.wav');
afterAll(() => folder.dispose());

async function check(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const code = await audioCheck(args, { out: (part) => (out += part), err: (part) => (err += part) });
  return { code, out, err };
}

describe('audio:check', () => {
  it('prints a table and says by its exit code whether every file can be used', async () => {
    const { code, out } = await check(good, text);
    expect(code).toBe(1);
    expect(out).toMatch(/needsReview, judged as personal-voice/);
    expect(out).toMatch(/WAV \/ pcm_s16le, 48000 Hz, mono, 16 bit, 12\.0 s/);
    expect(out).toMatch(/^ {2}ok {2,}signal-to-noise {2,}\d/m);
    expect(out).toMatch(/autoRejected \(audio-unsupported-format\)/);
    expect((await check(good)).code).toBe(0);
  });

  it('prints the same report as JSON', async () => {
    const { code, out } = await check('--json', '--profile', 'consent', good);
    expect(code).toBe(0);
    const [report] = JSON.parse(out) as [{ file: string; profile: string; measurements: { sampleRateHz: number } }];
    expect(report).toMatchObject({ file: good, profile: 'consent', measurements: { sampleRateHz: 48_000 } });
  });

  it('draws the waveforms where it is told to', async () => {
    const pictures = folder.fresh();
    await check('--waveform', pictures, good, text);
    const name = good.slice(good.lastIndexOf('/') + 1);
    expect(existsSync(join(pictures, `${name}.svg`))).toBe(true);
    expect(existsSync(join(pictures, `${name}.png`))).toBe(true);
  });

  it('reports on the others when one path is wrong, and says which one', async () => {
    const missing = folder.fresh('.wav');
    const { code, out, err } = await check(missing, good, folder.path, text);
    expect(code).toBe(2);
    expect(err).toBe(`no such file: ${missing}\nnot a file: ${folder.path}; name the recordings in it\n`);
    expect(out).toContain(`${good}: `);
    expect(out).toContain(`${text}: autoRejected`);
    expect(out).not.toContain(missing);
    const { out: json } = await check('--json', good, missing);
    expect(JSON.parse(json)).toMatchObject([{ file: good }]);
  });

  it.each([[[]], [['--profile', 'loud', 'a.wav']], [['--nonsense', 'a.wav']]])(
    'explains a wrong call: %j',
    async (args) => {
      const { code, err } = await check(...args);
      expect(code).toBe(2);
      expect(err).not.toBe('');
    },
  );
});
