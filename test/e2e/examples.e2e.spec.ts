import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { SAMPLE } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, recordingOf, systemUnderTest } from '../support/system.ts';
import { readWav } from '../support/wav.ts';
import type { ApiClient } from '../support/api-client.ts';

let system: SystemUnderTest;
let api: ApiClient;
let folder: string;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Example {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly output: () => string;
}

/** Starts an example as its first lines say. */
function start(name: string, args: readonly string[], environment: Readonly<Record<string, string>>): Example {
  const file = join(packageRoot(), 'examples', 'typescript', name);
  const child = spawn(process.execPath, ['--conditions=development', file, ...args], {
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: system.environment['NODE_EXTRA_CA_CERTS'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return { process: child, output: () => output };
}

async function run(name: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const example = start(name, args, { API: system.apiUrl, TOKEN: api.token });
  const [code] = (await once(example.process, 'close')) as [number | null];
  return { code, output: example.output() };
}

describe('examples/typescript/enrol-and-speak.ts', () => {
  it('shows the sentence to record, enrolls a voice, and speaks with it', async () => {
    const shown = await run('enrol-and-speak.ts', '--statement');
    expect(shown).toMatchObject({ code: 0, output: expect.stringContaining('Record this sentence') as string });
    const statement = shown.output.trim().split('\n').at(-1)?.trim() ?? '';
    expect(statement).toContain('Ada Lovelace');
    await writeFile(join(folder, 'statement.wav'), await recordingOf(system, statement));
    await writeFile(join(folder, 'sample.wav'), await recordingOf(system, SAMPLE));

    const { code, output } = await run('enrol-and-speak.ts');
    expect(output).toMatch(
      /The voice vce_\w+ is ready\.[\s\S]*speech\.wav and live\.mp3 \(audio\/mpeg\) are written\./,
    );
    expect(code).toBe(0);
    expect(readWav(await readFile(join(folder, 'speech.wav'))).durationS).toBeGreaterThan(1);
    const mp3 = await readFile(join(folder, 'live.mp3'));
    // A tag of ID3v2, whose length is four times seven bits; then the frame header of MPEG audio (ISO/IEC 11172-3): eleven bits that are set.
    expect(mp3.toString('latin1', 0, 3)).toBe('ID3');
    const frame = 10 + mp3.subarray(6, 10).reduce((length, byte) => length * 128 + byte, 0);
    const [first = 0, second = 0] = mp3.subarray(frame);
    expect([first, second & 0xe0]).toEqual([0xff, 0xe0]);
  });

  it('says what is wrong with a recording', async () => {
    await writeFile(join(folder, 'broken.wav'), 'This is no recording.');
    const { code, output } = await run('enrol-and-speak.ts', '--consent', 'broken.wav');
    expect(output).toMatch(/audio-unsupported-format: /);
    expect(code).toBe(1);
  });
});

describe('examples/typescript/webhook-receiver.ts', () => {
  it('prints events of the API, and refuses what the API did not sign', async () => {
    // The secret is known once the endpoint exists, and the endpoint needs the port: it is moved when the receiver listens.
    const { data: endpoint, response } = await api.POST('/v1/webhook-endpoints', {
      body: { url: 'http://127.0.0.1:1025/', events: ['upload.accepted', 'upload.rejected'] },
    });
    const receiver = start('webhook-receiver.ts', ['--port', '0'], { WEBHOOK_SECRET: endpoint.secret });
    try {
      await expect.poll(receiver.output, { timeout: 30_000 }).toContain('Listening on port');
      const url = `http://127.0.0.1:${/port (\d+)/.exec(receiver.output())?.[1]}/`;
      expect(response.status).toBe(201);
      await api.PATCH('/v1/webhook-endpoints/{id}', { params: { path: { id: endpoint.id } }, body: { url } });
      const { id } = await api.upload(Uint8Array.from(Buffer.from('no audio')), { purpose: 'sample', way: 'form' });
      await expect.poll(receiver.output, { timeout: 30_000 }).toContain(`upload.rejected /v1/uploads/${id}`);

      const at = new Date();
      const signature = new Webhook(`whsec_${Buffer.from('another secret of 24 bytes').toString('base64')}`);
      const forged = await fetch(url, {
        method: 'POST',
        body: '{}',
        headers: {
          'webhook-id': 'dlv_1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': signature.sign('dlv_1', at, '{}'),
        },
      });
      expect(forged.status).toBe(401);
      expect(await forged.text()).toContain('No signature');
    } finally {
      receiver.process.kill();
      await api.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id: endpoint.id } } });
    }
  });
});
