import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REQUIRED_VARIABLES } from '#config/testing';

const HOME = join(import.meta.dirname, '..', '..');
const OF_TELEMETRY = /@opentelemetry\/|monitor-opentelemetry|opentelemetry-instrumentation/;
/** Writes each module that is loaded to standard error, by whichever way. */
const TELL_MODULES = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  import { writeSync } from 'node:fs';
  registerHooks({ load(url, context, next) { writeSync(2, 'module ' + url + '\\n'); return next(url, context); } });
`)}`;

type Deployable = 'api' | 'worker';

/** Starts a deployable without any Azure, and ends it. @returns for each of these lines the modules that it had loaded when it wrote the line */
async function modulesAt(name: Deployable, lines: readonly string[], variables: Record<string, string> = {}) {
  const main = join(HOME, 'dist', 'apps', name, 'src', 'main.js');
  // Not a pipe: its writer ends with EAGAIN when this process does not read for a while.
  const folder = await mkdtemp(join(tmpdir(), 'telemetry-modules-'));
  const path = join(folder, 'stderr');
  const stderr = await open(path, 'w');
  const child = spawn(process.execPath, ['--import', TELL_MODULES, main], {
    env: { ...REQUIRED_VARIABLES, HOST: '127.0.0.1', PORT: '0', HEALTH_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', stderr.fd],
  });
  const ended = once(child, 'exit');
  let said = '';
  const seen: (readonly string[])[] = [];
  const heard = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      for (let next = lines[seen.length]; next !== undefined && said.includes(next); next = lines[seen.length]) {
        seen.push(
          readFileSync(path, 'utf8')
            .split('\n')
            .filter((line) => line.startsWith('module ')),
        );
      }
      if (seen.length === lines.length) resolve();
    });
    void ended.then(() => reject(new Error(`It ended: ${said}${readFileSync(path, 'utf8').slice(-2_000)}`)));
  });
  try {
    await heard;
    return seen.map((modules) => ({
      count: modules.length,
      ofTelemetry: modules.filter((line) => OF_TELEMETRY.test(line)),
    }));
  } finally {
    child.kill('SIGKILL');
    await ended;
    await stderr.close();
    await rm(folder, { recursive: true });
  }
}

/** A server that is not there, which is known at once. */
const NO_DATABASE = { COSMOS_ENDPOINT: 'http://127.0.0.1:1', COSMOS_KEY: 'a2V5', ALLOW_ACCOUNT_KEYS: 'true' };

describe.concurrent('a deployable', () => {
  it.each(['api', 'worker'] as const)(
    'loads no module of OpenTelemetry and no exporter without telemetry: %s',
    async (name) => {
      // What it does when it is ready is over with this line.
      const [ready] = await modulesAt(name, ['Cosmos DB could not be compared'], NO_DATABASE);
      expect(ready?.count).toBeGreaterThan(500);
      expect(ready?.ofTelemetry).toEqual([]);
    },
  );

  it('loads them after it is ready with telemetry, and no exporter that is not configured', async () => {
    const receiver = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    const { port } = receiver.address() as AddressInfo;
    const variables = { ...NO_DATABASE, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
    try {
      const [ready, sending] = await modulesAt('worker', ['waiting for', 'telemetry is sent'], variables);
      expect(ready?.ofTelemetry).toEqual([]);
      const loaded = sending?.ofTelemetry.join('\n');
      expect(loaded).toMatch(/sdk-trace/);
      expect(loaded).toMatch(/exporter-trace-otlp-http/);
      expect(loaded).not.toMatch(/monitor-opentelemetry-exporter/);
    } finally {
      receiver.close();
    }
  });
});
