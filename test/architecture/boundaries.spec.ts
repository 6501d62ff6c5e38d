import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrokenRule, type Cruise, cruise, picture, problemsOf } from './boundaries.ts';

const HOME = join(import.meta.dirname, '..', '..');
const RULES = join(HOME, '.dependency-cruiser.cjs');

/** A product in small, in which everybody imports all that they may. */
const SOUND: Readonly<Record<string, readonly string[]>> = {
  'libs/domain/src/index.ts': ['./voice.ts'],
  'libs/domain/src/voice.ts': [],
  'libs/domain/src/voice.spec.ts': ['vitest', 'fast-check', './voice.ts'],
  'libs/loop/src/index.ts': [],
  'libs/client/src/index.ts': ['openapi-fetch', './calls.ts'],
  'libs/client/src/calls.ts': ['eventsource-parser'],
  'libs/client/src/calls.spec.ts': ['vitest', 'standardwebhooks', 'node:crypto'],
  'apps/sandbox/src/cli/demo.ts': ['#client'],
  'apps/api/src/smoke/smoke-checks.ts': ['#client'],
  'examples/typescript/speak.ts': ['#client', 'node:fs'],
  'libs/config/src/index.ts': ['#domain', 'zod'],
  'libs/observability/src/index.ts': ['#domain', '#config', 'pino', 'node:async_hooks'],
  'libs/auth/src/index.ts': [
    '#domain',
    '#config',
    '#observability',
    '@azure/identity',
    'passport',
    'passport-azure-ad',
  ],
  'libs/auth/testing/index.ts': ['./issuer.ts'],
  'libs/auth/testing/issuer.ts': ['jose', '@peculiar/x509'],
  'libs/auth/src/token.spec.ts': ['vitest', 'jose', '../testing/issuer.ts', '#domain/testing'],
  'libs/domain/testing/index.ts': ['../src/index.ts', './voices.ts'],
  'libs/domain/testing/voices.ts': [],
  'libs/messaging/src/index.ts': ['#domain', '#config', '#observability', '@azure/service-bus', '@azure/core-auth'],
  'libs/storage/src/index.ts': ['#domain', '#loop', '@azure/cosmos', '@azure/storage-blob', './blob.ts'],
  'libs/storage/src/blob.ts': ['#observability', '@azure/storage-blob'],
  'libs/storage/testing/index.ts': ['./memory.ts'],
  'libs/storage/testing/memory.ts': ['@azure/cosmos'],
  'libs/documents/src/index.ts': ['#domain', '#config', '#observability', '#messaging', '#storage', '@azure/cosmos'],
  'libs/documents/src/store.spec.ts': ['vitest', '#storage/testing'],
  'libs/egress/src/index.ts': ['#domain', '#config', 'undici', 'ipaddr.js'],
  'libs/speech/src/index.ts': ['#config', 'microsoft-cognitiveservices-speech-sdk', 'zod'],
  'libs/audio/src/index.ts': ['#domain', 'node-av', 'node:child_process'],
  'libs/audio/src/testing/tone.ts': ['node:fs'],
  'libs/audio/src/pitch.spec.ts': ['vitest', './testing/tone.ts'],
  'libs/provenance/src/index.ts': ['#domain', '#config', '#observability', '#auth', '#storage', 'node:crypto'],
  'libs/notifications/src/index.ts': [
    '#domain',
    '#config',
    '#observability',
    '#messaging',
    '#storage',
    '#documents',
    '@azure/communication-email',
    '@azure/core-auth',
  ],
  'libs/intake/src/index.ts': [
    '#domain',
    '#loop',
    '#config',
    '#observability',
    '#auth',
    '#messaging',
    '#storage',
    '#egress',
    '#speech',
    '#documents',
    '@nestjs/common',
    'zod',
  ],
  'libs/doctor/src/index.ts': [
    '#auth',
    '#config',
    '#messaging',
    '#observability',
    '#speech',
    '#storage',
    '@azure/core-auth',
  ],
  'apps/api/src/doctor.main.ts': ['#doctor'],
  'apps/api/src/main.ts': ['#auth', '#storage', '#messaging', './voices/voices.controller.ts', '@azure/core-auth'],
  'apps/api/src/voices/voices.controller.ts': ['#domain', '#intake', '@nestjs/common', 'fastify', 'zod'],
  'apps/api/src/voices/voices.controller.spec.ts': ['vitest', '#auth/testing'],
  'apps/api/src/voices/create-voice.usecase.ts': ['../consents/create-consent.service.ts', '../platform/problem.ts'],
  'apps/api/src/voices/voices.schema.ts': ['zod'],
  'apps/api/src/voices/voices.module.ts': ['./voices.controller.ts', '../consents/consents.module.ts'],
  'apps/api/src/consents/consents.module.ts': ['./create-consent.service.ts', './revoke-consent.usecase.ts'],
  'apps/api/src/consents/consent-statement.ts': ['#domain'],
  'apps/api/src/consents/create-consent.service.ts': ['#domain', './consent-statement.ts'],
  'apps/api/src/consents/revoke-consent.usecase.ts': ['./create-consent.service.ts'],
  'apps/api/src/usage/live-usage.service.ts': ['../platform/problem.ts'],
  'apps/api/src/platform/problem.ts': ['#domain'],
  'apps/api/src/platform/rate-limit/limiters.ts': ['rate-limiter-flexible', 'ioredis'],
  'apps/worker/src/erasure/erasure.module.ts': ['../voices/voices.module.ts', './stop-writers.ts'],
  'apps/worker/src/erasure/stop-writers.ts': ['../voices/cancel-voice-work.service.ts', '../platform/in-parallel.ts'],
  'apps/worker/src/erasure/stop-writers.spec.ts': ['../voices/train-voice.usecase.ts', './stop-writers.ts'],
  'apps/worker/src/platform/in-parallel.ts': ['#domain'],
  'apps/worker/src/uploads/blob-created.handler.ts': ['#messaging'],
  'apps/worker/src/voices/cancel-voice-work.service.ts': ['#documents'],
  'apps/worker/src/voices/choose-samples.ts': ['#domain'],
  'apps/worker/src/voices/train-voice.usecase.ts': ['./choose-samples.ts'],
  'apps/worker/src/voices/voices.module.ts': ['./cancel-voice-work.service.ts', './train-voice.usecase.ts'],
  'apps/worker/src/main.ts': ['#audio', '#documents', '#egress', '#speech', '#storage', '#messaging', '#observability'],
  'apps/sandbox/src/main.ts': ['#domain', 'rhea', 'ws', 'pino', 'node-av', '@azure/cosmos', '@azure/service-bus'],
  'apps/sandbox/src/speech.spec.ts': ['vitest', 'microsoft-cognitiveservices-speech-sdk'],
  'test/support/client.ts': ['../../libs/auth/testing/issuer.ts', '#domain'],
  'test/e2e/path.spec.ts': ['vitest', '../support/client.ts', '../../apps/sandbox/src/main.ts', '@azure/service-bus'],
  'test/architecture/routes.spec.ts': ['vitest', '../../apps/api/src/main.ts'],
  'test/security/edge.spec.ts': ['vitest', '../../apps/api/src/main.ts', 'standardwebhooks', '#egress'],
};

/** One forbidden import for each rule: the rule, who imports, and what. */
const PLANTED: readonly (readonly [rule: string, from: string, what: string])[] = [
  ['no-circular', 'libs/storage/src/a.ts', './b.ts'],
  ['no-circular', 'libs/storage/src/b.ts', './a.ts'],
  ['no-circular', 'libs/messaging/src/index.ts', '#speech'],
  ['no-circular', 'libs/speech/src/index.ts', '#messaging'],
  ['resolvable', 'apps/api/src/planted-1.ts', '#storage/blob'],
  ['resolvable', 'apps/api/src/planted-2.ts', './gone.ts'],
  ['declared-in-package-json', 'apps/api/src/planted-3.ts', 'acorn'],
  ['libs-not-to-apps', 'libs/speech/src/planted-1.ts', '../../../apps/worker/src/main.ts'],
  ['apps-apart', 'apps/worker/src/planted-1.ts', '../../api/src/main.ts'],
  ['apps-apart', 'apps/worker/src/planted-2.ts', '../../sandbox/src/main.ts'],
  ['platform-below-features', 'apps/api/src/platform/planted-1.ts', '../voices/voices.module.ts'],
  ['platform-below-features', 'apps/api/src/platform/planted-2.spec.ts', '../consents/create-consent.service.ts'],
  ['features-by-their-services', 'apps/api/src/voices/planted-1.ts', '../consents/revoke-consent.usecase.ts'],
  ['features-by-their-services', 'apps/api/src/usage/planted-1.ts', '../voices/voices.controller.ts'],
  ['features-by-their-services', 'apps/api/src/usage/planted-2.ts', '../voices/voices.schema.ts'],
  ['features-by-their-services', 'apps/api/src/usage/planted-3.ts', '../consents/consent-statement.ts'],
  ['features-in-order', 'apps/api/src/consents/planted-1.ts', '../voices/voices.module.ts'],
  ['platform-below-features', 'apps/worker/src/platform/planted-1.ts', '../voices/voices.module.ts'],
  ['features-by-their-services', 'apps/worker/src/erasure/planted-1.ts', '../voices/train-voice.usecase.ts'],
  ['features-by-their-services', 'apps/worker/src/erasure/planted-2.ts', '../uploads/blob-created.handler.ts'],
  ['features-by-their-services', 'apps/worker/src/erasure/planted-3.ts', '../voices/choose-samples.ts'],
  ['features-in-order', 'apps/worker/src/voices/planted-1.ts', '../erasure/erasure.module.ts'],
  ['product-not-to-tests', 'apps/api/src/planted-4.spec.ts', '../../../test/support/client.ts'],
  ['tests-from-outside', 'test/e2e/planted-1.ts', '../../apps/api/src/main.ts'],
  ['domain-imports-nothing', 'libs/domain/src/planted-1.ts', 'zod'],
  ['domain-imports-nothing', 'libs/domain/src/planted-2.ts', 'node:crypto'],
  ['domain-below-all', 'libs/domain/src/planted-3.spec.ts', '#config'],
  ['loop-imports-no-lib', 'libs/loop/src/planted-1.ts', '#domain'],
  ['client-imports-no-lib', 'libs/client/src/planted-1.ts', '#domain'],
  ['client-imports-no-lib', 'libs/client/src/planted-2.spec.ts', '#domain/testing'],
  ['client-without-node', 'libs/client/src/planted-3.ts', 'node:crypto'],
  ['client-for-callers-only', 'apps/sandbox/src/planted-3.ts', '#client'],
  ['client-for-callers-only', 'apps/api/src/voices/planted-2.ts', '#client'],
  ['client-for-callers-only', 'libs/speech/src/planted-5.ts', '#client'],
  ['examples-by-the-client', 'examples/typescript/planted-1.ts', '#domain'],
  ['examples-by-the-client', 'examples/typescript/planted-2.ts', '../../libs/client/src/calls.ts'],
  ['config-above-domain-only', 'libs/config/src/planted-1.ts', '#observability'],
  ['observability-above-config-only', 'libs/observability/src/planted-1.ts', '#auth'],
  ['siblings-apart', 'libs/speech/src/planted-2.ts', '#storage'],
  ['documents-above-messaging-and-storage', 'libs/documents/src/planted-1.ts', '#speech'],
  ['documents-below-intake', 'libs/speech/src/planted-4.ts', '#documents'],
  ['documents-below-intake', 'libs/messaging/src/planted-2.ts', '#documents'],
  ['intake-above-what-work-needs', 'libs/intake/src/planted-1.ts', '#audio'],
  ['intake-without-http', 'libs/intake/src/planted-2.ts', 'fastify'],
  ['intake-without-http', 'libs/intake/src/planted-3.ts', 'type @nestjs/swagger'],
  ['intake-without-http', 'libs/intake/src/planted-4.ts', 'node:http'],
  ['intake-below-the-apps', 'libs/documents/src/planted-2.ts', '#intake'],
  ['doctor-above-the-others', 'libs/speech/src/planted-3.ts', '#doctor'],
  ['provenance-above-auth-and-storage', 'libs/provenance/src/planted-1.ts', '#messaging'],
  ['provenance-below-the-apps', 'libs/speech/src/planted-6.ts', '#provenance'],
  ['notifications-above-documents', 'libs/notifications/src/planted-1.ts', '#speech'],
  ['notifications-below-the-apps', 'libs/speech/src/planted-7.ts', '#notifications'],
  ['lib-by-index-only', 'apps/api/src/planted-5.ts', '../../../libs/storage/src/blob.ts'],
  ['lib-by-index-only-in-specs', 'apps/api/src/planted-7.spec.ts', '../../../libs/auth/testing/issuer.ts'],
  ['lib-by-index-only-in-specs', 'libs/storage/src/planted-2.spec.ts', '../../domain/testing/voices.ts'],
  ['lib-by-index-only-in-tests', 'test/e2e/planted-2.ts', '../../libs/storage/src/blob.ts'],
  ['lib-by-alias', 'apps/api/src/planted-6.ts', '../../../libs/storage/src/index.ts'],
  ['no-testing-in-production', 'apps/api/src/planted-8.ts', '#auth/testing'],
  ['no-testing-in-production', 'libs/auth/src/planted-1.ts', '../testing/issuer.ts'],
  ['no-testing-in-production', 'libs/audio/src/planted-1.ts', './testing/tone.ts'],
  ['sandbox-knows-the-domain-only', 'apps/sandbox/src/planted-1.ts', '#messaging'],
  ['no-dev-dependencies-in-production', 'apps/worker/src/planted-3.ts', 'typescript'],
  ...[
    '@azure/communication-email',
    '@azure/cosmos',
    '@azure/identity',
    '@azure/service-bus',
    '@azure/storage-blob',
    'microsoft-cognitiveservices-speech-sdk',
    'node-av',
    'passport',
    'passport-azure-ad',
    'pino',
    'undici',
    'ioredis',
    'rate-limiter-flexible',
  ].map((name) => [`${slug(name)}-in-one-place`, `apps/api/src/planted-${slug(name)}.ts`, name] as const),
  ...[
    '@echogarden/espeak-ng-emscripten',
    '@nestjs/testing',
    '@peculiar/x509',
    '@zeit/cosmosdb-query',
    'ajv',
    'azurite',
    'fast-check',
    'fflate',
    'jose',
    'playwright-core',
    'rhea',
    'standardwebhooks',
    'vitest',
    'ws',
  ].map((name) => [`${slug(name)}-not-in-production`, `libs/auth/src/planted-${slug(name)}.ts`, name] as const),
  // A type of a vendor ties just as much, and a lib is no freer than an app.
  ['azure-cosmos-in-one-place', 'libs/messaging/src/planted-1.ts', 'type @azure/cosmos'],
  ['pino-in-one-place', 'libs/storage/src/planted-1.ts', 'pino'],
  ['passport-in-one-place', 'apps/sandbox/src/planted-2.ts', 'passport'],
];

let folder: string;
let sound: Cruise;
let planted: Cruise;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'boundaries-'));
  await plant('sound', SOUND);
  const imports: Record<string, string[]> = {};
  for (const [file, names] of Object.entries(SOUND)) imports[file] = [...names];
  for (const [, from, what] of PLANTED) (imports[from] ??= []).push(what);
  await plant('planted', imports);
  [sound, planted] = await Promise.all([cruise(join(folder, 'sound'), RULES), cruise(join(folder, 'planted'), RULES)]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the import rules', () => {
  it('let everything pass that is allowed', () => {
    expect(problemsOf(sound)).toEqual([]);
    expect(sound.modules).toBe(Object.keys(SOUND).length);
  });

  it.each(PLANTED)('%s: %s must not import %s', (rule, from) => {
    expect(planted.broken.filter((broken) => isAbout(broken, from))).toContainEqual(expect.objectContaining({ rule }));
  });

  it('have each been seen to fire', () => {
    expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(Object.keys(planted.reasons)));
  });

  it('accuse nobody who is innocent', () => {
    const innocent = planted.broken.filter((broken) => !PLANTED.some(([, from]) => isAbout(broken, from)));
    expect(innocent).toEqual([]);
  });
});

describe('the check', () => {
  it('ends with 1 when nothing was read', async () => {
    await plant('empty', {});
    const check = join(import.meta.dirname, 'check-boundaries.ts');
    const { status, stderr } = spawnSync(process.execPath, [check, join(folder, 'empty')], { encoding: 'utf8' });
    expect(stderr).toContain('Nothing was checked');
    expect(status).toBe(1);
  });

  it('sees that a file was passed over', async () => {
    const shortSighted = join(folder, 'short-sighted.cjs');
    await writeFile(
      shortSighted,
      `const rules = require(${JSON.stringify(RULES)});
       module.exports = { ...rules, options: { ...rules.options, exclude: { path: '^apps/worker/' } } };`,
    );
    const result = await cruise(join(folder, 'sound'), shortSighted);
    expect(problemsOf(result)).toContain('apps/worker/src/main.ts was not read: its imports are unchecked.');
  });

  it('prints a picture of who imports whom, folder by folder', async () => {
    const lines = (await picture(join(folder, 'sound'), RULES)).split('\n');
    const idOf = (name: string) =>
      /^(?:subgraph )?(\w+)\["/.exec(lines.findLast((line) => line.includes(`["${name}"]`)) ?? '')?.[1];
    expect(lines[0]).toBe('flowchart LR');
    expect(lines).toContain(`${idOf('erasure')}-->${idOf('voices')}`);
    expect(lines.join('\n')).not.toMatch(/[.]spec[.]ts|testing/);
  });

  it('says who imports what, and why that is wrong', () => {
    expect(problemsOf(planted)).toContainEqual(
      expect.stringMatching(
        /^apps\/api\/src\/planted-azure-cosmos\.ts imports .*@azure\/cosmos.*\n.*Only libs\/\(storage\|documents\) imports @azure\/cosmos\./,
      ),
    );
  });
});

/** Whether it is the file that breaks the rule, or is in the folder that does. */
function isAbout({ from, via }: BrokenRule, file: string): boolean {
  return [from, ...via].some((path) => file === path || file.startsWith(`${path}/`));
}

function slug(name: string): string {
  return name.replace(/^@/, '').replaceAll('/', '-');
}

async function plant(name: string, imports: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const root = join(folder, name);
  await mkdir(root);
  await cp(join(HOME, 'package.json'), join(root, 'package.json'));
  await cp(join(HOME, 'tsconfig.json'), join(root, 'tsconfig.json'));
  await symlink(join(HOME, 'node_modules'), join(root, 'node_modules'), 'junction');
  for (const [file, names] of Object.entries(imports)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    const lines = names.map((what) =>
      what.startsWith('type ') ? `import type {} from '${what.slice(5)}';` : `import '${what}';`,
    );
    await writeFile(join(root, file), [...lines, 'export {};', ''].join('\n'));
  }
}
