import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** A real Azurite with its account key, in a process of its own and in memory, over http as in its container. */
export interface AzuriteProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startAzuriteProcess(): Promise<AzuriteProcess> {
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const options = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--skipApiVersionCheck'];
  const azurite = spawn(process.execPath, [program, ...options, '--disableTelemetry'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(azurite, 'exit');
  const stop = async (): Promise<void> => {
    azurite.kill('SIGKILL');
    await ended;
  };
  for await (const line of createInterface(azurite.stdout)) {
    const [url] = /https?:\/\/[\d.]+:\d+/.exec(/success/.test(line) ? line : '') ?? [];
    if (url === undefined) continue;
    azurite.stdout.resume();
    return { url, stop };
  }
  throw new Error(`Azurite ended with ${azurite.exitCode} while it started`);
}
