import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SANDBOX_DIRECTORY } from '../../apps/sandbox/src/entra/directory.ts';
import { wavHeader } from '../../apps/sandbox/src/speech/signal/wav.ts';
import type { SystemImages } from '../../apps/sandbox/src/system/system-containers.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';

/** The largest recording that an audio check takes (TEMPORARY_FILE_MAX_BYTES), and the largest upload there is (UPLOAD_MAX_BYTES). */
const MAX_CHECKED_BYTES = 30 * 1024 * 1024;
const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
const WAV_HEADER_BYTES = 44;

export interface AudioChecksResult {
  /** Status of each answer to a recording of the largest size that is checked, at a time. */
  readonly checked: readonly number[];
  /** Status of each answer to a recording of the largest upload, at a time. */
  readonly refused: readonly number[];
  /** How often the kernel killed a process of the API's container for memory. */
  readonly kills: number;
  /** The most memory that the container had, its `/tmp` included. */
  readonly mostMb: number;
  readonly seconds: number;
  /** How the API ended when it was asked to. */
  readonly exitCode: number;
}

/** Two callers have a recording of the largest size checked at the same time, by an API in a container of 1 GiB with 64 MiB of `/tmp`. */
export async function checkTwoAtATime(images: SystemImages): Promise<AudioChecksResult> {
  const system = await VoiceSystem.start({ images });
  try {
    const tenants = SANDBOX_DIRECTORY.tenants.slice(0, 2).map(({ tenantId }) => tenantId);
    const tokens = await Promise.all(tenants.map((tenant) => system.token(tenant)));
    const startedAt = performance.now();
    const checked = await both(system, tokens, recording(MAX_CHECKED_BYTES));
    const seconds = (performance.now() - startedAt) / 1000;
    const refused = await both(system, tokens, recording(MAX_UPLOAD_BYTES));
    const { kills, mostMb } = memoryOf('-api-');
    const [api] = system.apis;
    const exitCode = (await api?.stop(30_000)) ?? -1;
    return { checked, refused, kills, mostMb, seconds, exitCode };
  } finally {
    await system.stop();
  }
}

async function both(system: VoiceSystem, tokens: readonly string[], content: Buffer): Promise<number[]> {
  return Promise.all(
    tokens.map(async (token) => {
      const form = new FormData();
      form.append('file', new Blob([content]), 'largest.wav');
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${system.apiUrl}/v1/audio-checks`, { method: 'POST', headers, body: form });
      await response.arrayBuffer();
      return response.status;
    }),
  );
}

/** A WAV of so many bytes: 48 kHz, two channels, 16 bits of noise, which no measurement skips. */
function recording(bytes: number): Buffer {
  const header = wavHeader(bytes - WAV_HEADER_BYTES, 48_000, 16, 1, 2);
  const second = randomBytes(192_000);
  return Buffer.concat([header, Buffer.alloc(bytes - WAV_HEADER_BYTES, second)]);
}

/** What the control group of the container says, of either version of control groups. */
function memoryOf(part: string): { kills: number; mostMb: number } {
  const [one, two] = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'];
  const root = existsSync(one) ? one : two;
  const name = readdirSync(root).find((folder) => folder.startsWith(`voice-${process.pid}-`) && folder.includes(part));
  if (name === undefined) throw new Error(`no control group of ${part} in ${root}`);
  const read = (file: string): string => readFileSync(join(root, name, file), 'utf8');
  const events = root === one ? read('memory.oom_control') : read('memory.events');
  const most = root === one ? read('memory.max_usage_in_bytes') : read('memory.peak');
  return { kills: Number(/^oom_kill (\d+)/m.exec(events)?.[1] ?? Number.NaN), mostMb: Number(most) / 1024 / 1024 };
}
