import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTls, type SandboxTls } from './certificate-authority.ts';
import { listen, shutDown } from './listen.ts';

const DAY_MS = 86_400_000;

describe('the certificate authority of the sandbox', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-ca-spec-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('signs a certificate with which localhost and 127.0.0.1 are served to anyone who trusts it, and to nobody else', async () => {
    const tls = await ensureTls(directory);
    const server = createServer({ key: tls.key, cert: tls.cert }, (_request, response) => response.end('ok'));
    const port = await listen(server, '127.0.0.1', 0);
    try {
      await expect(status(`https://localhost:${port}/`, tls)).resolves.toBe(200);
      await expect(status(`https://127.0.0.1:${port}/`, tls)).resolves.toBe(200);
      await expect(status(`https://localhost:${port}/`)).rejects.toThrow(/self-signed|unable to/);
    } finally {
      await shutDown(server);
    }
  });

  it('is made once, however many start at the same time, and leaves nothing half-made behind', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => ensureTls(directory)));
    expect(new Set(made.map(({ ca, cert, key }) => ca + cert + key)).size).toBe(1);
    expect(await readdir(directory)).toEqual(['1', 'ca.pem']);
    expect(made[0]?.caFile).toBe(join(directory, '1', 'ca.pem'));
  });

  it('is used again at the next start', async () => {
    const first = await ensureTls(directory);
    await expect(ensureTls(directory)).resolves.toEqual(first);
  });

  it('is renewed 30 days before it expires, and the old one stays where it is', async () => {
    const now = Date.now();
    const first = await ensureTls(directory, now);
    await expect(ensureTls(directory, now + 769 * DAY_MS)).resolves.toEqual(first);
    const [left, right] = await Promise.all([1, 2].map(() => ensureTls(directory, now + 771 * DAY_MS)));
    expect(left).toEqual(right);
    expect(left?.ca).not.toBe(first.ca);
    expect((await readdir(directory)).sort()).toEqual(['1', '2', 'ca.pem']);
  });

  it('has its certificate at one path, which renewals do not change', async () => {
    const now = Date.now();
    const current = () => readFile(join(directory, 'ca.pem'), 'utf8');
    const first = await ensureTls(directory, now);
    expect(await current()).toBe(first.ca);
    const [second] = await Promise.all([1, 2, 3].map(() => ensureTls(directory, now + 771 * DAY_MS)));
    expect(second?.ca).not.toBe(first.ca);
    expect(await current()).toBe(second?.ca);
    // As a folder of a version that did not write it, or one that was put there by hand.
    await writeFile(join(directory, 'ca.pem'), 'another');
    await ensureTls(directory, now + 771 * DAY_MS);
    expect(await current()).toBe(second?.ca);
  });

  it.each(['ca.pem', 'server.pem'])('is replaced when its %s is damaged', async (file) => {
    const first = await ensureTls(directory);
    await writeFile(join(directory, '1', file), 'not a certificate');
    const second = await ensureTls(directory);
    expect(second.cert).not.toBe(first.cert);
    expect(second.caFile).toBe(join(directory, '2', 'ca.pem'));
  });

  it('is replaced when files are missing', async () => {
    await mkdir(join(directory, '1'));
    await expect(ensureTls(directory)).resolves.toMatchObject({ caFile: join(directory, '2', 'ca.pem') });
  });

  it.skipIf(process.platform === 'win32')('keeps its keys to the user who made it', async () => {
    await ensureTls(directory);
    expect((await stat(join(directory, '1', 'ca.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, '1'))).mode & 0o777).toBe(0o700);
  });
});

function status(url: string, tls?: SandboxTls): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, ...(tls ? { ca: tls.ca } : {}) }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', reject);
  });
}
