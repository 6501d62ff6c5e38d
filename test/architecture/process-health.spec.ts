import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { REQUIRED_VARIABLES } from '#config/testing';

const HOME = join(import.meta.dirname, '..', '..');
/** More than the 10 s after which a process is taken for stuck, and the second between two looks. */
const BLOCK_MS = 11_500;
const PATIENCE_MS = 60_000;
/** As in the Dockerfile. */
const HEAP_OF_THE_IMAGE = ['--max-semi-space-size=4', '--max-old-space-size=512'];
/** Does to the process from inside what is wrong with it: the product has no switch for that. */
const TROUBLE = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { getHeapStatistics } from 'node:v8';
  const kept = [];
  const fill = () => {
    gc();
    const { used_heap_size, heap_size_limit } = getHeapStatistics();
    // Four million bytes each; in one go, because V8 gives up where it collects again and again without success.
    for (let left = 0.93 * heap_size_limit - used_heap_size; left > 0; left -= 4e6) kept.push(new Array(500_000).fill(0.5));
  };
  process.on('message', (trouble) => {
    writeSync(2, 'trouble begins\\n');
    if (trouble === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${BLOCK_MS});
    if (trouble === 'fill') fill();
  });
  process.channel.unref();
`)}`;

/** Starts a worker that has no Azure, and ends it after `use`. */
async function withWorker(options: readonly string[], use: (url: string, child: ChildProcess) => Promise<void>) {
  const main = join(HOME, 'dist', 'apps', 'worker', 'src', 'main.js');
  // A server that is not there, which is known at once.
  const variables = { COSMOS_ENDPOINT: 'http://127.0.0.1:1', COSMOS_KEY: 'a2V5', ALLOW_ACCOUNT_KEYS: 'true' };
  const child = spawn(process.execPath, [...options, '--import', TROUBLE, main], {
    env: { ...REQUIRED_VARIABLES, HOST: '127.0.0.1', HEALTH_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  let [said, told] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, url] = /listening on (http:[^\s,"]+)/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    void ended.then(() => reject(new Error(`It ended: ${said.slice(-2_000)}`)));
  });
  try {
    await use(await listening, child);
  } catch (error) {
    throw new Error(`The worker ${child.exitCode ?? 'runs'}: ${told.slice(-1_000)}`, { cause: error });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function begin(child: ChildProcess, trouble: 'block' | 'fill'): Promise<void> {
  const begun = child.stderr && once(child.stderr, 'data');
  child.send(trouble);
  await begun;
}

async function answerOf(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return { status: response.status, body: await response.json() };
}

describe.concurrent('the health of a process', () => {
  it(
    'fails the liveness probe that waited while the event loop stood still for 10 s, and no later one',
    {
      timeout: PATIENCE_MS,
    },
    async ({ expect }) => {
      await withWorker(['--expose-gc'], async (url, child) => {
        expect(await answerOf(`${url}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
        await begin(child, 'block');
        expect(await answerOf(`${url}/health/live`)).toMatchObject({ status: 503 });
        await expect
          .poll(() => answerOf(`${url}/health/live`), { timeout: PATIENCE_MS })
          .toMatchObject({ status: 200, body: { status: 'ok' } });
        const { body } = await answerOf(`${url}/health`);
        const { maxDelayMs } = (body as { process: { eventLoop: { maxDelayMs: number } } }).process.eventLoop;
        expect(maxDelayMs).toBeGreaterThanOrEqual(10_000);
      });
    },
  );

  it(
    'is degraded when nine tenths of the heap are used, and the process still works',
    {
      timeout: PATIENCE_MS,
    },
    async ({ expect }) => {
      await withWorker(['--expose-gc', ...HEAP_OF_THE_IMAGE], async (url, child) => {
        const memory = { process: { memory: { status: 'up' } } };
        expect(await answerOf(`${url}/health`)).toMatchObject({ body: memory });
        await begin(child, 'fill');
        expect(await answerOf(`${url}/health/live`)).toMatchObject({ status: 200, body: { status: 'degraded' } });
        expect(await answerOf(`${url}/health`)).toMatchObject({
          body: { process: { memory: { status: 'degraded' } } },
        });
        expect(child.exitCode).toBeNull();
      });
    },
  );
});
