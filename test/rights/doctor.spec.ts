import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Deployable, EXPECTED_RIGHTS, type Finding, lineOf, PRIVATE_ZONES } from '#doctor';
import { QUEUE_NAMES } from '#messaging';
import { COSMOS_CONTAINERS } from '#storage';
import type { FaultRuleInput } from '../../apps/sandbox/src/faults/fault-plan.ts';
import type { SandboxOptions } from '../../apps/sandbox/src/sandbox.ts';
import { DoctorBench, GONE, troubles } from '../support/doctor-bench.ts';
import { nameOf, NEEDS, needsOf, type Right } from './needs.ts';

/** `npm run test:doctor` breaks everything; `npm test` one of each kind. */
const ALL = process.env['DOCTOR_TABLE'] === 'all';
const COLLECTIONS = Object.keys(COSMOS_CONTAINERS);
const isOfDeployable = ({ identity }: { readonly identity: string }) => ['api', 'worker'].includes(identity);
const RIGHTS_OF_DEPLOYABLES = NEEDS.filter(isOfDeployable);
/** Those of the sandbox that is not closed; the other one has its own test. */
const IN_PUBLIC = needsOf('public').filter(isOfDeployable);
const SHORT: readonly string[] = [
  'api: Azure Service Bus Data Sender at queues/speech-synthesis',
  'worker: Voice blob editor at voice',
  'worker: Voice metadata reader at voice',
  'api: Voice item appender at colls/audit',
  'worker: Cognitive Services Speech Contributor at speech',
];

let bench: DoctorBench;
let closedPort: number;
beforeAll(async () => {
  bench = await DoctorBench.start();
  // Taken as long as the tests run, so that nothing else listens there, and closed to everybody who connects.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closedPort = (server.address() as AddressInfo).port;
  closers.push(
    () => server.close(),
    () => bench.stop(),
  );
});
const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});
afterEach(() => {
  bench.sandbox.access.take([]);
  bench.sandbox.faults.clear();
});

const failed = (findings: readonly Finding[]) => findings.filter(({ status }) => status === 'failed');

describe('doctor', () => {
  it.each(['api', 'worker'] as const)('finds nothing wrong with the %s of the sandbox', async (deployable) => {
    const findings = await bench.findings(deployable);
    expect(troubles(findings)).toEqual([]);
    expect(findings.filter(({ status }) => status === 'ok').length).toBeGreaterThan(40);
    expect(findings.filter(({ status }) => status === 'not-shown').map(({ subject }) => subject)).toEqual([
      'queues, properties',
    ]);
  });

  it('knows each right that the template gives the deployables', () => {
    const expected = [...new Set(RIGHTS_OF_DEPLOYABLES.map(nameOf))].toSorted();
    const known = (['api', 'worker'] as const).flatMap((identity) =>
      EXPECTED_RIGHTS[identity].map(({ role, scope }) => `${identity}: ${role} at ${resourceOf(scope)}`),
    );
    expect(known.toSorted()).toEqual(expected);
  });

  it('knows the private DNS zones of the template', () => {
    const { suffixes, privateDnsZones } = JSON.parse(readFileSync('infra/azure-cloud.json', 'utf8')) as Record<
      'suffixes' | 'privateDnsZones',
      Record<string, string>
    >;
    const zones = Object.entries(suffixes)
      .filter(([service]) => !['vault', 'registry'].includes(service))
      .map(([service, suffix]) => [`.${suffix}`, privateDnsZones[service]]);
    expect(PRIVATE_ZONES).toEqual(Object.fromEntries(zones));
  });
});

/** As `nameOf` writes it. */
function resourceOf(scope: string): string {
  if (scope.startsWith('storage account')) return 'voice';
  const [kind = '', name = ''] = scope.split(' ');
  if (kind === 'queue') return `queues/${name}`;
  const accounts: Record<string, string> = {
    'Cosmos DB account': 'voice',
    'Speech resource': 'speech',
    Translator: 'translator',
    'Azure OpenAI': 'openai',
  };
  if (scope in accounts) return accounts[scope] ?? '';
  return COLLECTIONS.includes(name) ? `colls/${name}` : `containers/${name}`;
}

describe('doctor, without a right,', () => {
  const chosen = IN_PUBLIC.filter((need) => ALL || SHORT.includes(nameOf(need)));

  it('is tried with those that are named here', () => {
    expect(chosen).toHaveLength(ALL ? IN_PUBLIC.length : SHORT.length);
  });

  it.each(chosen.map((need) => [nameOf(need), need] as const))('%s: names it', async (_, right: Right) => {
    const { identity, scope, role } = right;
    bench.sandbox.access.take([{ identity, scope, role }]);
    const findings = await bench.findings(identity as Deployable);
    const wrong = failed(findings);
    // Speech is used at two addresses.
    expect(wrong, findings.map(lineOf).join('\n')).toHaveLength(role.startsWith('Cognitive Services Speech') ? 2 : 1);
    for (const finding of wrong) {
      expect(finding.role).toBe(role);
      expect(finding.detail).toContain(`lacks the role ${role} at: `);
      expect(`${finding.subject} ${finding.detail}`).toContain(partOf(scope));
    }
  });
});

/** A word of a scope that the line must hold. */
function partOf(scope: string): string {
  const last = scope.split('/').at(-1) ?? '';
  const words: Record<string, string> = { speech: 'Speech', translator: 'Translator', openai: 'OpenAI' };
  if (last === 'voice') return scope.includes('DocumentDB') ? 'Cosmos DB account' : 'storage account';
  return words[last] ?? last;
}

/** Variables that lead somewhere, with what a host name is written as there. */
const ADDRESSES: readonly (readonly [
  variable: string,
  area: string,
  address: (host: string) => string,
  host: string,
])[] = [
  ['ENTRA_AUTHORITY', 'entra', (host) => `https://${host}`, 'login.example.com'],
  ['SERVICE_BUS_NAMESPACE', 'service-bus', (host) => host, 'servicebus.windows.net'],
  ['COSMOS_ENDPOINT', 'cosmos', (host) => `https://${host}`, 'documents.azure.com'],
  ['BLOB_ENDPOINT', 'blob-storage', (host) => `https://${host}`, 'blob.core.windows.net'],
  ['SPEECH_ENDPOINT', 'speech', (host) => `https://${host}`, 'cognitiveservices.azure.com'],
  [
    'SPEECH_WEBSOCKET_URL',
    'speech',
    (host) => `wss://${host}/tts/cognitiveservices/websocket/v1`,
    'cognitiveservices.azure.com',
  ],
  ['TRANSLATOR_ENDPOINT', 'translator', (host) => `https://${host}`, 'cognitiveservices.azure.com'],
  ['OPENAI_ENDPOINT', 'openai', (host) => `https://${host}`, 'openai.azure.com'],
  ['REDIS_URL', 'redis', (host) => `rediss://${host}`, 'redis.example.com'],
];
const SHORT_ADDRESSES = ['SPEECH_WEBSOCKET_URL'];

describe('doctor, with a wrong address,', () => {
  const chosen = ADDRESSES.filter(([variable]) => ALL || SHORT_ADDRESSES.includes(variable));

  it.each(chosen)('%s whose name does not resolve: names it', async (variable, area, address, suffix) => {
    const host = `${GONE}${suffix}`;
    const wrong = failed(await bench.findings('api', { [variable]: address(host) }));
    expect(wrong).toMatchObject([{ area, subject: 'name', variable }]);
    expect(wrong[0]?.detail).toContain(`${variable}: the name ${host} does not resolve (ENOTFOUND)`);
    const zone = PRIVATE_ZONES[`.${suffix}`];
    if (zone !== undefined) expect(wrong[0]?.detail).toContain(`the DNS zone ${zone} must be linked`);
  });

  it.each(chosen)('%s at which nobody answers: names it', async (variable, area, address) => {
    const wrong = failed(await bench.findings('api', { [variable]: address(`127.0.0.1:${closedPort}`) }));
    // Without TLS nothing is heard of who closes each connection.
    expect(wrong).toMatchObject([{ area, subject: 'connection', variable }]);
    expect(wrong[0]?.detail).toContain(`${variable}: 127.0.0.1:${closedPort} cannot be connected to`);
  });
});

/** A change of the environment, and what must be said about it: area, subject, a part of the detail. */
type Row = readonly [
  name: string,
  deployable: Deployable,
  changes: () => Record<string, string | undefined>,
  expected: readonly (readonly [area: string, subject: string, detail: string])[],
];
const OTHER_GUID = '99999999-9999-4999-8999-999999999999';
const VARIABLES: readonly Row[] = [
  [
    'ENTRA_TENANT_ID of another tenant',
    'api',
    () => ({ ENTRA_TENANT_ID: OTHER_GUID }),
    [['entra', 'issuer', `ENTRA_TENANT_ID: `]],
  ],
  [
    'ENTRA_CLIENT_ID that the tenant does not know',
    'api',
    () => ({ ENTRA_CLIENT_ID: OTHER_GUID }),
    [['entra', 'registration', `ENTRA_CLIENT_ID: the tenant has no application ${OTHER_GUID}`]],
  ],
  [
    'COSMOS_DATABASE that does not exist',
    'worker',
    () => ({ COSMOS_DATABASE: 'other' }),
    COLLECTIONS.map((name) => ['cosmos', `container ${name}`, 'COSMOS_DATABASE does not have this container'] as const),
  ],
  [
    'COSMOS_CONSISTENCY that the account does not have',
    'api',
    () => ({ COSMOS_CONSISTENCY: 'Strong' }),
    [['cosmos', 'account and containers', 'weaker than COSMOS_CONSISTENCY, Strong']],
  ],
  [
    'OPENAI_DEPLOYMENT that does not exist',
    'worker',
    () => ({ OPENAI_DEPLOYMENT: 'other' }),
    [['openai', 'Azure OpenAI', 'correct OPENAI_DEPLOYMENT']],
  ],
  [
    'WORKER_QUEUES with an unknown queue',
    'worker',
    () => ({ WORKER_QUEUES: 'audio-uploads,other' }),
    [['configuration', 'WORKER_QUEUES', 'the queue other does not exist']],
  ],
  [
    'WEBHOOK_SECRET_KEYS missing',
    'api',
    () => ({ WEBHOOK_SECRET_KEYS: undefined }),
    [['configuration', 'WEBHOOK_SECRET_KEYS', 'is not set']],
  ],
  [
    'RECEIPT_SIGNING_KEYS missing',
    'worker',
    () => ({ RECEIPT_SIGNING_KEYS: undefined }),
    [['configuration', 'RECEIPT_SIGNING_KEYS', 'is not set']],
  ],
  [
    'PROVENANCE_SIGNING_KEYS missing',
    'api',
    () => ({ PROVENANCE_SIGNING_KEYS: undefined }),
    [['configuration', 'PROVENANCE_SIGNING_KEYS', 'is not set']],
  ],
  [
    'TRUSTED_PROXY_HOPS missing behind an ingress',
    'api',
    () => ({ PUBLIC_URL: 'https://voice.example.com' }),
    [['configuration', 'TRUSTED_PROXY_HOPS', 'Set it to 1 in Container Apps']],
  ],
  [
    'BLOB_ENDPOINT of another service',
    'api',
    () => ({ BLOB_ENDPOINT: bench.sandbox.endpoints.speech }),
    ['container uploads', 'container results', 'key that signs URLs'].map(
      (subject) => ['blob-storage', subject, 'BLOB_ENDPOINT'] as const,
    ),
  ],
  [
    'COSMOS_ENDPOINT of another service',
    'api',
    () => ({ COSMOS_ENDPOINT: bench.sandbox.endpoints.blob }),
    [['cosmos', 'token', 'COSMOS_ENDPOINT is not a resource of the tenant']],
  ],
  [
    'AZURE_CLIENT_ID of an identity that the app does not have',
    'worker',
    () => ({ AZURE_CLIENT_ID: OTHER_GUID }),
    ['service-bus', 'cosmos', 'blob-storage', 'speech', 'translator', 'openai'].map(
      (area) => [area, 'token', 'is not an identity of this app'] as const,
    ),
  ],
];
const SHORT_VARIABLES = ['ENTRA_CLIENT_ID', 'COSMOS_DATABASE', 'WORKER_QUEUES'];

describe('doctor, with a variable that is wrong,', () => {
  const chosen = VARIABLES.filter(([name]) => ALL || SHORT_VARIABLES.includes(name.split(' ')[0] ?? ''));

  it.each(chosen)('%s: names it', async (_, deployable, changes, expected) => {
    const findings = await bench.findings(deployable, changes());
    const subjects = expected.map(([area, subject]) => `${area} ${subject}`).toSorted();
    expect(troubles(findings).toSorted()).toEqual(
      subjects.map((subject) => expect.stringMatching(`^${subject} (failed|warning)$`)),
    );
    for (const [area, subject, detail] of expected) {
      expect(findings.find((finding) => finding.area === area && finding.subject === subject)?.detail).toContain(
        detail,
      );
    }
  });
});

/** What each service says to a caller that its network rules refuse. */
const REFUSED_BY_NETWORK: readonly FaultRuleInput[] = [
  { service: 'storage', operation: '*', effect: { kind: 'error', status: 403, code: 'AuthorizationFailure' } },
  {
    service: 'cosmos',
    operation: '*',
    effect: {
      kind: 'error',
      status: 403,
      message:
        'Request originated from IP 203.0.113.7 through public internet. This is blocked by your Cosmos DB account firewall settings.',
    },
  },
  {
    service: 'speech',
    operation: 'Projects_List',
    effect: { kind: 'error', status: 403, message: 'Access denied due to Virtual Network/Firewall rules.' },
  },
  {
    service: 'service-bus',
    operation: 'attach',
    subject: 'maintenance',
    effect: {
      kind: 'error',
      code: 'amqp:unauthorized-access',
      message: 'Ip has been prevented to connect to the endpoint.',
    },
  },
];

describe('doctor, where network rules refuse the caller,', () => {
  it('says so, and names no role', async () => {
    for (const rule of REFUSED_BY_NETWORK) bench.sandbox.faults.add({ ...rule, times: 100 });
    const wrong = failed(await bench.findings('api'));
    expect(wrong.map(({ area, subject }) => `${area} ${subject}`)).toEqual([
      'service-bus queue maintenance, send',
      'service-bus queue maintenance, receive',
      'cosmos account',
      'blob-storage container uploads',
      'blob-storage container results',
      'blob-storage key that signs URLs',
      'speech custom voice',
    ]);
    for (const { detail, role, trouble } of wrong) {
      expect(detail).toMatch(/^a network rule of the service refuses this caller/);
      expect([trouble, role]).toEqual(['network', undefined]);
    }
  });
});

describe('doctor, with an identity that may see the properties of queues,', () => {
  it('compares them with the table', async () => {
    const findings = await bench.findings('api', {}, 'developer');
    const properties = findings.filter(({ subject }) => subject.endsWith(', properties'));
    expect(properties.map(({ subject, status }) => `${subject} ${status}`)).toEqual(
      QUEUE_NAMES.map((queue) => `queue ${queue}, properties ok`),
    );
  });
});

if (ALL)
  describe('doctor, in other sandboxes,', () => {
    it('names a property of a queue that differs', async () => {
      const config = JSON.parse(readFileSync('apps/sandbox/queues.json', 'utf8')) as {
        UserConfig: { Namespaces: { Queues: { Name: string; Properties: Record<string, unknown> }[] }[] };
      };
      const queue = config.UserConfig.Namespaces[0]?.Queues.find(({ Name }) => Name === 'maintenance');
      Object.assign(queue?.Properties ?? {}, { LockDuration: 'PT30S', MaxDeliveryCount: 3 });
      await inSandbox({ serviceBusConfig: config }, async (other) => {
        const wrong = failed(await other.findings('worker', {}, 'developer'));
        expect(wrong.map(({ detail }) => detail)).toEqual([
          'The queue maintenance has LockDuration PT30S; docs/queues.md has PT1M.',
          'The queue maintenance has MaxDeliveryCount 3; docs/queues.md has 10.',
        ]);
      });
    });

    it('names a queue that is missing', async () => {
      const config = JSON.parse(readFileSync('apps/sandbox/queues.json', 'utf8')) as {
        UserConfig: { Namespaces: { Queues: { Name: string }[] }[] };
      };
      const [namespace] = config.UserConfig.Namespaces;
      if (namespace) namespace.Queues = namespace.Queues.filter(({ Name }) => Name !== 'notifications');
      await inSandbox({ serviceBusConfig: config }, async (other) => {
        const wrong = failed(await other.findings('api'));
        expect(wrong.map(({ subject }) => subject)).toEqual([
          'queue notifications, send',
          'queue notifications, receive',
        ]);
        for (const { detail } of wrong) expect(detail).toMatch(/^SERVICE_BUS_NAMESPACE does not have this queue/);
      });
    });

    it('finds nothing wrong in closed storage, and names the right to list containers there', async () => {
      await inSandbox({ privateStorage: true }, async (other) => {
        expect(troubles(await other.findings('worker'))).toEqual([]);
        const role = 'Voice container lister';
        other.sandbox.access.take([{ identity: 'worker', scope: 'Microsoft.Storage/storageAccounts/voice', role }]);
        expect(failed(await other.findings('worker'))).toMatchObject([{ area: 'blob-storage', role }]);
      });
    });
  });

async function inSandbox(
  { serviceBusConfig, ...options }: SandboxOptions & { readonly serviceBusConfig?: object },
  work: (other: DoctorBench) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-queues-'));
  const file = join(folder, 'queues.json');
  if (serviceBusConfig !== undefined) writeFileSync(file, JSON.stringify(serviceBusConfig));
  const other = await DoctorBench.start({ ...options, ...(serviceBusConfig && { serviceBusConfigFile: file }) });
  try {
    await work(other);
  } finally {
    await other.stop();
    rmSync(folder, { recursive: true });
  }
}
