import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../support/tools.ts';
import { shellScripts } from './pipelines.ts';

const HOME = join(import.meta.dirname, '..', '..');
const API = `registry.azurecr.io/voice-cloning-backend/api@sha256:${'a'.repeat(64)}`;
const WORKER = `registry.azurecr.io/voice-cloning-backend/worker@sha256:${'b'.repeat(64)}`;

/** Stand-ins: each writes down its arguments and the token that it was given, and answers as the program does. */
const PROGRAMS = {
  az: `case "$*" in
    'stack group show --name voice --resource-group rg '*) [ -z "$NO_STACK" ] || exit 1; echo registry.azurecr.io ;;
    'acr login --name registry --expose-token --query accessToken --output tsv') echo the-token ;;
    *) exit 9 ;;
  esac`,
  npm: `[ "$REGISTRY_TOKEN" = the-token ] || exit 9
  [ -z "$NO_BUILD" ] || exit 1
  printf 'api\\t%s\\nworker\\t%s\\n' "${API}" "${WORKER}"`,
  docker: `[ "$GRYPE_REGISTRY_AUTH_PASSWORD" = the-token ] || exit 9
  case "$*" in *"$VULNERABLE"*) exit 2 ;; esac`,
} as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  for (const [name, script] of Object.entries(PROGRAMS)) {
    writeFileSync(join(folder, name), `#!/bin/bash\necho "${name} $*" >>'${folder}/calls'\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the one script of a pipeline that holds a text, as the agent does: bash with nothing set, or the runner: bash -e. */
function run(file: string, holding: string, variables: Readonly<Record<string, string>>) {
  const scripts = shellScripts(readFileSync(join(HOME, file), 'utf8')).filter((each) => each.includes(holding));
  expect(scripts).toHaveLength(1);
  const { status, stdout } = spawnSync('bash', ['-c', scripts[0] ?? ''], {
    encoding: 'utf8',
    env: {
      PATH: [folder, process.env['PATH']].join(delimiter),
      RESOURCE_GROUP: 'rg',
      NO_STACK: '',
      NO_BUILD: '',
      VULNERABLE: 'none',
      ...variables,
    },
  });
  const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  return { status, stdout, calls: read('calls'), output: read('output') };
}

describe.skipIf(!isInstalled('bash'))('the pipeline of Azure', () => {
  const FILE = 'infra/pipelines/azure-pipelines.yml';
  const push = (variables = {}) =>
    run(FILE, 'image:push', { AGENT_TEMPDIRECTORY: folder, BUILD_SOURCEVERSION: '0123456789abcdef', ...variables });
  const scan = (vulnerable: string) =>
    run(FILE, '"registry:$image"', {
      API_IMAGE: API,
      WORKER_IMAGE: WORKER,
      GRYPE_IMAGE: 'grype:1',
      VULNERABLE: vulnerable,
    });

  it('hands on what it pushed by digest', () => {
    const { status, stdout, calls } = push();
    expect(status).toBe(0);
    expect(calls).toContain('npm run --silent image:push -- --registry registry.azurecr.io --tag 0123456789ab\n');
    expect(stdout).toContain(`##vso[task.setvariable variable=api;isOutput=true]${API}\n`);
    expect(stdout).toContain(`##vso[task.setvariable variable=worker;isOutput=true]${WORKER}\n`);
  });

  it.each([{ NO_STACK: '1' }, { NO_BUILD: '1' }])('hands on nothing after %o', (fault) => {
    const { status, stdout } = push(fault);
    expect(status).not.toBe(0);
    expect(stdout).not.toContain('task.setvariable');
  });

  it('scans both images in the registry', () => {
    const { status, calls } = scan('none');
    expect(status).toBe(0);
    expect(calls).toContain(`registry:${API} --fail-on high`);
    expect(calls).toContain(`registry:${WORKER} --fail-on high`);
    expect(calls).not.toContain('the-token');
  });

  it.each([API, WORKER])('fails when %s is vulnerable', (image) => {
    expect(scan(image).status).toBe(2);
  });

  it.each(['api:local', 'worker:local'])('fails before, when %s is vulnerable', (image) => {
    const variables = { GRYPE_IMAGE: 'grype:1', VULNERABLE: image, GRYPE_REGISTRY_AUTH_PASSWORD: 'the-token' };
    expect(run(FILE, 'docker:localhost', variables).status).toBe(2);
  });
});

describe.skipIf(!isInstalled('bash'))('the workflow of GitHub', () => {
  const FILE = '.github/workflows/deploy.yml';
  const output = () => ({ GITHUB_OUTPUT: join(folder, 'output'), RUNNER_TEMP: folder });

  it('finds the registry, and hides the token', () => {
    const result = run(FILE, 'acr login', output());
    expect(result).toMatchObject({ status: 0, output: 'server=registry.azurecr.io\ntoken=the-token\n' });
    expect(result.stdout).toBe('::add-mask::the-token\n');
    expect(run(FILE, 'acr login', { ...output(), NO_STACK: '1' }).status).not.toBe(0);
  });

  it('hands on what it pushed by digest', () => {
    const variables = {
      ...output(),
      REGISTRY: 'registry.azurecr.io',
      REGISTRY_TOKEN: 'the-token',
      GITHUB_SHA: '0123456789abcdef',
    };
    const { status, calls, output: handed } = run(FILE, 'image:push', variables);
    expect(status).toBe(0);
    expect(calls).toBe('npm run --silent image:push -- --registry registry.azurecr.io --tag 0123456789ab\n');
    expect(handed).toBe(`api=${API}\nworker=${WORKER}\n`);
    expect(run(FILE, 'image:push', { ...variables, NO_BUILD: '1' }).status).not.toBe(0);
  });
});
