import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultRuntime } from '../../scripts/image/bases.ts';
import { TARGETS } from '../../scripts/image/targets.ts';
import { composeProblems } from './compose-files.ts';
import { COMPOSE_FILES, composeRules, containerProblems } from './containers.ts';
import { dockerfileProblems, stagesOf } from './dockerfile.ts';

const HOME = join(import.meta.dirname, '..', '..');
const SANDBOX = 'docker/compose.sandbox.yaml';
const EMULATORS = 'docker/compose.emulators.yaml';

/** What is wrong with a compose file in which one text was replaced. */
function problemsWith(file: string, text: string, replacement: string): readonly string[] {
  const path = join(HOME, file);
  const content = readFileSync(path, 'utf8');
  expect(content).toContain(text);
  const rules = composeRules(file, new Set(['api', 'worker', 'sandbox']));
  return composeProblems(path, content.replace(text, replacement), rules);
}

describe('the files of containers', () => {
  it('have distroless as the base that images are measured above', () => {
    const dockerfile = readFileSync(join(HOME, 'Dockerfile'), 'utf8');
    expect(defaultRuntime(dockerfile)).toMatch(/^gcr\.io\/distroless\/nodejs24-debian13[:@]/);
  });

  it.each(TARGETS)('label the image %s with what it is, where it comes from and what it is built on', (target) => {
    const dockerfile = readFileSync(join(HOME, 'Dockerfile'), 'utf8');
    const [, stage = ''] = new RegExp(`^FROM .* AS ${target}\n([^]*?)(?=^FROM |(?![^]))`, 'm').exec(dockerfile) ?? [];
    const labels = Object.fromEntries(
      Array.from(stage.matchAll(/org\.opencontainers\.image\.([\w.]+)="([^"]+)"/g), ([, name, value]) => [name, value]),
    );
    expect(labels).toEqual({
      title: `voice-cloning-backend ${target}`,
      description: expect.any(String),
      source: '${SOURCE}',
      licenses: expect.stringMatching(/^MIT AND GPL-3\.0-or-later/),
      'base.name': '${RUNTIME}',
      revision: '${REVISION}',
    });
    // An argument counts in a stage that names it.
    const args = Array.from(stage.matchAll(/^ARG (\w+)/gm), ([, name]) => name);
    expect(args).toEqual(expect.arrayContaining(['SOURCE', 'RUNTIME', 'REVISION']));
  });

  it('are right', () => {
    expect(containerProblems().problems).toEqual([]);
  });
});

describe('docs/building.md', () => {
  const page = readFileSync(join(HOME, 'docs', 'building.md'), 'utf8');

  it('verifies the very digest that it has built on', () => {
    const [, commands = ''] = /```bash\n(BASE=[^`]*)```/.exec(page) ?? [];
    const places = ['DIGEST=$(', 'cosign verify "$BASE@$DIGEST"', '--runtime "$BASE@$DIGEST"'].map((text) =>
      commands.indexOf(text),
    );
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('names no base by its tag alone to what describes the images', () => {
    const bases = Array.from(page.matchAll(/npm run sbom -- --base (\S.*)/g), ([, base]) => base);
    expect(bases).toEqual([`"$(sed -n 's/^ARG RUNTIME=//p' Dockerfile)"`]);
  });
});

describe('a compose file is refused', () => {
  it.each([
    ['when it is no YAML', SANDBOX, 'services:', 'services: [', /Flow|flow|Missing|]/],
    [
      'when a key comes twice',
      SANDBOX,
      'volumes:\n  sandbox-data:',
      'name: again\nvolumes:\n  sandbox-data:',
      /unique/,
    ],
    ['when a key is unknown to the schema', SANDBOX, 'stop_grace_period:', 'stop_grace:', /additional properties/],
    ['when a value has another type', SANDBOX, 'cap_drop: [ALL]', 'cap_drop: ALL', /cap_drop must be array/],
    [
      'when it waits for no service',
      SANDBOX,
      '    sandbox:\n      condition',
      '    azure:\n      condition',
      /names azure, which is no/,
    ],
    [
      'when it waits for a health that nobody checks',
      SANDBOX,
      '    healthcheck:',
      '    x-healthcheck:',
      /has no healthcheck/,
    ],
    [
      'when it is in the network of no service',
      SANDBOX,
      "'service:sandbox'",
      "'service:azure'",
      /network_mode names azure/,
    ],
    ['when a volume is not defined', SANDBOX, "['sandbox-data:/data:ro']", "['data:/data:ro']", /volumes names data/],
    ['when a volume is not used', SANDBOX, '\nvolumes:\n', '\nvolumes:\n  other:\n', /volume other is not used/],
    [
      'when a network is not defined',
      EMULATORS,
      '    depends_on: [sql]',
      '    depends_on: [sql]\n    networks: [back]',
      /networks names back/,
    ],
    ['when a file is missing', EMULATORS, './emulators/Config.json', './emulators/config.json', /there is no/],
    ['when the Dockerfile has no such stage', SANDBOX, 'target: worker', 'target: workers', /no stage workers/],
    ['when a host is no service', EMULATORS, 'http://cosmos:8081/', 'http://cosmosdb:8081/', /names cosmosdb/],
    ['when a variable is not documented', SANDBOX, 'HEALTH_PORT:', 'HEALTHPORT:', /has no variable HEALTHPORT/],
    ['when a variable of the sandbox is not documented', SANDBOX, 'SANDBOX_HOST:', 'SANDBOX_HOSTS:', /SANDBOX_HOSTS/],
    ['when the product refuses a value', SANDBOX, 'EGRESS_PORTS: 1024-65535', 'EGRESS_PORTS: high', /EGRESS_PORTS/],
    [
      'when it allows account keys for the sandbox',
      SANDBOX,
      '      PORT: 3000',
      "      PORT: 3000\n      ALLOW_ACCOUNT_KEYS: 'true'",
      /for the emulators only/,
    ],
    [
      'when the emulators need keys that are not allowed',
      EMULATORS,
      "  ALLOW_ACCOUNT_KEYS: 'true'",
      "  ALLOW_ACCOUNT_KEYS: 'false'",
      /COSMOS_KEY: keys/,
    ],
    ['when a port is published to everybody', SANDBOX, "'127.0.0.1:9400:9400'", "'9400:9400'", /beyond loopback/],
    ['when a command is not in the image', EMULATORS, 'cli/relay-events.js', 'cli/relay.js', /hold no .*relay.js/],
    [
      'when two services build the same image',
      EMULATORS,
      '    pull_policy: never',
      '    build: { context: .., dockerfile: Dockerfile, target: sandbox }\n    pull_policy: never',
      /two services build localhost.*sandbox:local/,
    ],
    [
      'when nobody builds an image',
      EMULATORS,
      'sandbox:local\n    pull_policy: never',
      'sandbox:other\n    pull_policy: never',
      /prepare: no service builds localhost.*sandbox:other/,
    ],
    ['when a container may write', SANDBOX, 'read_only: true', 'read_only: false', /read_only must be true/],
  ])('%s', (_, file, text, replacement, expected) => {
    const problems = problemsWith(file, text, replacement);
    expect(problems.join('\n')).toMatch(expected);
  });

  it('by nothing else: as they are, both are right', () => {
    for (const file of COMPOSE_FILES) expect(problemsWith(file, 'services:', 'services:')).toEqual([]);
  });
});

describe('a Dockerfile is refused', () => {
  const RIGHT =
    'ARG BASE=scratch\nFROM $BASE AS api\nCOPY --chown=65532:65532 a /a\nRUN --mount=type=bind,target=/x \\\n  ls\n';

  it.each([
    ['with an unknown instruction', 'COPIES a b', /Unknown instruction/],
    ['with a deprecated one', 'MAINTAINER somebody', /deprecated/],
    ['with a health check', 'HEALTHCHECK CMD ["true"]', /probes of its own/],
    ['with a flag that buildah 1.28 does not know', 'COPY --link a b', /buildah 1.28/],
    ['with one on a continued line', 'RUN \\\n --network=none ls', /buildah 1.28/],
    ['with a here-document', 'RUN cat <<EOF', /here-documents/],
    ['with settings of npm in a layer', 'ARG NPM_TOKEN', /settings of npm/],
    ['when it is empty', undefined, /./],
  ])('%s', (_, line, expected) => {
    const problems = dockerfileProblems(line === undefined ? '' : `${RIGHT}${line}\n`);
    expect(problems.join('\n')).toMatch(expected);
  });

  it('by nothing else', () => {
    expect(dockerfileProblems(RIGHT)).toEqual([]);
    expect([...stagesOf(RIGHT)]).toEqual(['api']);
  });
});
