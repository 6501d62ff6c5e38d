import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { environmentOf } from '../architecture/compose-files.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { systemUnderTest } from '../support/system.ts';

const HOME = join(import.meta.dirname, '..', '..');
const COMPOSE = readFileSync(join(HOME, 'docker', 'compose.sandbox.yaml'), 'utf8');
/** Secrets of this run, and what test/architecture/compose-sandbox.spec.ts looks at: the file in the volume and the identities. */
const OWN = [
  'NODE_EXTRA_CA_CERTS',
  'IDENTITY_HEADER',
  'WEBHOOK_SECRET_KEYS',
  'RECEIPT_SIGNING_KEYS',
  'PROVENANCE_SIGNING_KEYS',
];
/** Not given to the containers: origins of pages are for the system of the tests, and a private key does not belong into a repository. */
const NOT_GIVEN = ['CORS_ALLOWED_ORIGINS', 'C2PA_CERTIFICATES', 'C2PA_PRIVATE_KEY'];

let system: SystemUnderTest;
beforeAll(async () => {
  system = await systemUnderTest();
});

/** The port of each service of the running sandbox, and the one that it has in the containers. */
function ports(): readonly (readonly [string, string])[] {
  const inContainers = environmentOf(COMPOSE, 'sandbox');
  const portOf = (endpoint: string) => /:(\d+)(?=\/|$)/.exec(system.endpoints[endpoint] ?? '')?.[1] ?? '';
  return [
    [portOf('entra'), inContainers['SANDBOX_ENTRA_PORT'] ?? ''],
    [portOf('managedIdentity'), inContainers['SANDBOX_IDENTITY_PORT'] ?? ''],
    [portOf('blob'), inContainers['SANDBOX_BLOB_PORT'] ?? ''],
    [portOf('cosmos'), inContainers['SANDBOX_COSMOS_PORT'] ?? ''],
    [portOf('serviceBus'), inContainers['SANDBOX_SERVICE_BUS_PORT'] ?? ''],
    [portOf('speech'), inContainers['SANDBOX_SPEECH_PORT'] ?? ''],
  ];
}

describe('docker/compose.sandbox.yaml', () => {
  it.each(['api', 'worker'])('gives the %s what the sandbox says, at the ports of the containers', (name) => {
    const said = Object.entries(system.environment).map(([variable, value]) => [
      variable,
      ports().reduce((text, [here, there]) => text.replaceAll(`:${here}`, `:${there}`), value),
    ]);
    const given = environmentOf(COMPOSE, name);
    const shared = Object.keys(system.environment).filter((variable) => !NOT_GIVEN.includes(variable));
    expect(shared.filter((variable) => !(variable in given))).toEqual([]);
    const without = (entries: Iterable<readonly string[]>) =>
      Object.fromEntries(
        Array.from(entries).filter(([variable = '']) => shared.includes(variable) && !OWN.includes(variable)),
      );
    expect(without(Object.entries(given))).toEqual(without(said));
  });
});

describe('docker/README.md', () => {
  it('has a command that gets a token', async () => {
    const page = readFileSync(join(HOME, 'docker', 'README.md'), 'utf8');
    const [, command = ''] = /```sh\n(curl [^`]*)```/.exec(page) ?? [];
    const { SANDBOX_ENTRA_PORT = '' } = environmentOf(COMPOSE, 'sandbox');
    const [url = ''] = /https:\S+/.exec(command) ?? [];
    expect(url).toContain(`https://localhost:${SANDBOX_ENTRA_PORT}/`);
    const fields = Array.from(command.matchAll(/-d (\S+)/g), ([, field = '']) => field).join('&');
    // As curl would send it, to where Entra ID is here.
    const { origin } = new URL(system.environment['ENTRA_AUTHORITY'] ?? '');
    const granted = await fetch(origin + new URL(url).pathname, { method: 'POST', body: new URLSearchParams(fields) });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const answer = await fetch(`${system.apiUrl}/v1/voices`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  });
});
