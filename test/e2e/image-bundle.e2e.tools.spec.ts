import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleTarget, bundleTools } from '../../scripts/image/bundle.ts';
import { UNCONNECTED } from '../../scripts/image/unconnected.ts';
import { developmentPackages } from '../../scripts/licences/development-packages.ts';
import { ManagedProcess } from '../../apps/sandbox/src/system/managed-process.ts';
import { trustCertificateAuthority } from '../../apps/sandbox/src/tls/trust.ts';
import { SAMPLE, uploaded } from '../support/enrolled-voice.ts';
import { SandboxProcess } from '../support/sandbox-process.ts';
import { clientOf, recordingOf } from '../support/system.ts';
import { IngestionServer } from '../support/telemetry-receivers.ts';

/** What the images hold, without an image: the bundle of the API runs wherever Node does. */
const out = mkdtempSync(join(tmpdir(), 'image-bundle-'));
const start = join(out, 'api', 'bundle', 'start.js');
const cache = join(out, 'cache');
const node = process.execPath;
/** Loaded only where telemetry is configured. */
const OF_TELEMETRY = /node_modules\/(?:@opentelemetry|@azure\/(?:monitor-opentelemetry|opentelemetry-instrumentation))/;

interface Contract {
  readonly paths: object;
  readonly components: { readonly schemas: object };
}

function tool(name: string, args: string[], environment: Record<string, string> = {}) {
  return spawnSync(node, [join(out, 'tools', `${name}.js`), ...args], { encoding: 'utf8', env: environment });
}

function files(folder: string): Map<string, string> {
  return new Map(globSync('*/*', { cwd: folder }).map((file) => [file, readFileSync(join(folder, file), 'base64')]));
}

beforeAll(async () => {
  await bundleTarget('api', out);
  await bundleTarget('worker', out);
  await bundleTools(join(out, 'tools'));
  const made = tool('warm', [start, cache]);
  if (made.status !== 0) throw new Error(made.stderr);
});
afterAll(() => rmSync(out, { recursive: true }));

describe('the bundle of the API', () => {
  it('serves the contract that the API serves unbundled, Swagger UI, and the pages of error codes', async () => {
    const child = spawn(node, [start], {
      env: { ...UNCONNECTED, NODE_COMPILE_CACHE: cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const messages: string[] = [];
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      const { msg, url: told } = JSON.parse(line) as { msg: string; url?: string };
      messages.push(msg);
      if (told !== undefined) {
        url = told;
        break;
      }
    }
    child.stdout.resume();
    try {
      expect(messages).toContain('the compile cache is used');
      const [contract, page, explained] = await Promise.all([
        fetch(`${url}/openapi.json`),
        fetch(`${url}/docs/swagger-ui-bundle.js`),
        fetch(`${url}/errors/consent-revoked`),
      ]);
      const served = (await contract.json()) as Contract;
      const expected = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Contract;
      expect(served.paths).toEqual(expected.paths);
      expect(served.components.schemas).toEqual(expected.components.schemas);
      expect(page.status).toBe(200);
      expect((await page.text()).length).toBeGreaterThan(1_000_000);
      expect(await explained.text()).toContain('Ask the person for a new consent and enroll again.');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('holds no path of this machine, and names TypeScript lines in its map', () => {
    const texts = globSync('api/{bundle,node_modules}/**/*.{js,json,map}', { cwd: out }).map((file) =>
      readFileSync(join(out, file), 'utf8'),
    );
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) {
      expect(text).not.toContain(process.cwd());
    }
    const { sources } = JSON.parse(readFileSync(join(out, 'api/bundle/apps/api/src/main.js.map'), 'utf8')) as {
      sources: string[];
    };
    expect(sources).toContain('apps/api/src/main.ts');
    expect(sources.every((source) => /^(apps|libs)\//.test(source))).toBe(true);
  });

  it('has the child that decodes, which says that it is ready', async () => {
    const entry = join(out, 'api', 'bundle', 'libs', 'audio', 'src', 'worker', 'audio-worker.js');
    const child = spawn(node, [entry], { env: {}, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    try {
      expect((await once(child, 'message'))[0]).toEqual({ type: 'ready' });
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe('the bundle of the worker', () => {
  it('examines a recording that was uploaded to the bundled API, which its smoke test finds well, and both send telemetry', async () => {
    const [sandbox, ingestion] = await Promise.all([SandboxProcess.start(), IngestionServer.start()]);
    const { environment, endpoints } = sandbox.ready;
    const authority = environment['NODE_EXTRA_CA_CERTS'] ?? '';
    trustCertificateAuthority(readFileSync(authority, 'utf8'));
    await ingestion.useCertificateBeside(authority);
    const telemetry = { APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString };
    const parts = (['api', 'worker'] as const).map(
      (name) =>
        new ManagedProcess({
          name,
          entry: join(out, name, 'bundle', 'start.js'),
          environment: { ...environment, ...telemetry, HOST: '127.0.0.1', PORT: '0', HEALTH_PORT: '0' },
          logFile: join(out, `${name}.log`),
        }),
    );
    try {
      const [apiReady] = await Promise.all(parts.map((part) => part.logged(({ url }) => typeof url === 'string')));
      const system = { apiUrl: String(apiReady?.['url']), workerUrl: '', folder: out, environment, endpoints };
      const api = await clientOf(system);
      const id = await uploaded(api, 'sample', await recordingOf(system, SAMPLE));
      expect(await api.acceptedUpload(id)).toMatchObject({ status: 'accepted' });
      const smoke = join(out, 'api', 'bundle', 'apps', 'api', 'src', 'smoke.main.js');
      const checked = spawnSync(node, [smoke, '--url', system.apiUrl, '--write'], {
        encoding: 'utf8',
        env: { SMOKE_TOKEN: api.token },
      });
      expect(checked.stderr).toContain('audio-check  a tone was checked');
      expect(checked.status).toBe(0);
      const roles = () => new Set(ingestion.named('Request').map(({ tags }) => tags['ai.cloud.role']));
      await expect.poll(roles, { timeout: 30_000, interval: 250 }).toEqual(new Set(['api', 'worker']));
      for (const name of ['api', 'worker']) {
        const [before = '', after] = readFileSync(join(out, `${name}.log`), 'utf8').split('telemetry is sent');
        expect(before).toContain(`the ${name === 'api' ? 'API' : name} is ready`);
        expect(after).toBeDefined();
      }
    } finally {
      await Promise.all(parts.map((part) => part.stop(10_000)));
      await Promise.all([sandbox.stop(), ingestion.stop()]);
    }
  });
});

describe.each(['api', 'worker'])('what the bundle of %s is made of', (target) => {
  it('is no package that only developers need, and nothing of the sandbox', () => {
    const { inputs } = JSON.parse(readFileSync(join(out, target, 'meta.json'), 'utf8')) as { inputs: object };
    const files = Object.keys(inputs);
    expect(files.filter((file) => file.includes('node_modules/')).length).toBeGreaterThan(50);
    expect(developmentPackages(join(out, target), process.cwd())).toEqual([]);
    expect(files.filter((file) => file.includes('apps/sandbox'))).toEqual([]);
  });

  it('has what sends telemetry, as large as docs/telemetry.md says at most', () => {
    const { outputs } = JSON.parse(readFileSync(join(out, target, 'meta.json'), 'utf8')) as Metafile;
    const [, main] = Object.entries(outputs).find(([file]) => file.endsWith(`/apps/${target}/src/main.js`)) ?? [];
    const parts = Object.entries(main?.inputs ?? {}).filter(([file]) => OF_TELEMETRY.test(file));
    for (const name of ['monitor-opentelemetry-exporter', 'exporter-trace-otlp-http', 'sdk-metrics'])
      expect(parts.some(([file]) => file.includes(name))).toBe(true);
    const megabytes = parts.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) / 1e6;
    const [, said] = /adds ([\d.]+) MB/.exec(readFileSync('docs/telemetry.md', 'utf8')) ?? [];
    expect(megabytes).toBeLessThanOrEqual(Number(said));
    expect(megabytes).toBeGreaterThan(0.8 * Number(said));
  });
});

describe('the compile cache', () => {
  it('is the same in every build, byte by byte', () => {
    const again = join(out, 'cache-again');
    expect(tool('warm', [start, again]).status).toBe(0);
    expect(files(again)).toEqual(files(cache));
    expect(files(cache).size).toBeGreaterThan(1);
  });

  it('passes the check of the build for this Node and user', () => {
    expect(tool('check-cache', [start], { NODE_COMPILE_CACHE: cache })).toMatchObject({ status: 0 });
  });

  // Node puts them into the name of the folder.
  it.each([
    ['user', /-\d+$/, '-65533'],
    ['version of Node', /^v\d+\.\d+\.\d+/, 'v24.0.0'],
  ])('fails the build when it is that of another %s', (_, part, other) => {
    const [folder = ''] = globSync('*', { cwd: cache });
    const changed = mkdtempSync(join(out, 'cache-of-another-'));
    cpSync(join(cache, folder), join(changed, folder.replace(part, other)), { recursive: true });
    const refused = tool('check-cache', [start], { NODE_COMPILE_CACHE: changed });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('does not fit Node');
  });
});
