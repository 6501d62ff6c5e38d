import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const HOME = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(HOME, path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;

interface IssueForm {
  readonly name: string;
  readonly description: string;
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string; readonly options?: readonly string[]; readonly value?: string };
  }[];
}

describe('README.md', () => {
  const page = read('README.md');

  it('fits on two screens', () => {
    expect(page.split('\n').length - 1).toBeLessThanOrEqual(120);
  });

  it('holds the two commands that need Node alone, and the one for Docker', () => {
    const lines = page.split('\n');
    expect(lines).toContain('npm ci && npm run demo');
    expect(lines).toContain('npm ci && npm test');
    expect(page).toContain('docker compose -f docker/compose.sandbox.yaml up');
  });
});

describe('commands that pages name', () => {
  const scripts = Object.keys(json('package.json')['scripts'] as object);
  const pages = ['README.md', 'CONTRIBUTING.md', 'test/README.md', ...globSync('docs/**/*.md', { cwd: HOME })];

  it.each(pages.filter((page) => !page.startsWith('docs/adr/')))('are scripts of package.json: %s', (page) => {
    const named = [...read(page).matchAll(/\bnpm run (?:--silent |-s )?([a-z][a-z:-]*[a-z])/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
  });
});

describe('.devcontainer/devcontainer.json', () => {
  // https://github.com/devcontainers/spec, schemas/devContainer.base.schema.json at c95ffeed (MIT), without its descriptions.
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(
    json('test/architecture/schemas/devcontainer.json'),
  );
  const container = json('.devcontainer/devcontainer.json');

  it('fits the schema of development containers', () => {
    validate(container);
    expect(validate.errors).toBeNull();
  });

  it('is checked by a schema that refuses a wrong property', () => {
    expect(validate({ ...container, forwardPorts: 'api' })).toBe(false);
  });

  it('has the Node of .nvmrc', () => {
    expect(container['image']).toContain(`:${read('.nvmrc').trim()}-`);
    expect((json('package.json')['engines'] as { node: string }).node).toBe(`>=${read('.nvmrc').trim()}`);
  });

  it('installs what CI installs', () => {
    const tools = /^readonly TOOLS=\((.*)\)$/m.exec(read('.ci/run'))?.[1]?.split(' ') ?? [];
    expect(tools).toContain('shellcheck');
    for (const tool of tools) expect(container['onCreateCommand']).toContain(` ${tool}`);
  });
});

describe('renovate.json', () => {
  it('pins base images and actions by digest', () => {
    expect(json('renovate.json')['extends']).toEqual(
      expect.arrayContaining(['docker:pinDigests', 'helpers:pinGitHubActionDigests']),
    );
  });
});

describe('templates of issues', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: HOME }).filter((path) => !path.endsWith('config.yml'));

  it.each(forms)('%s is a form as GitHub takes it', (path) => {
    const form = parse(read(path)) as IssueForm;
    expect(form.name).toBeTruthy();
    expect(form.description).toBeTruthy();
    const ids = form.body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, id, attributes } of form.body) {
      expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(type === 'markdown' ? attributes.value : attributes.label && id).toBeTruthy();
      if (type === 'dropdown') expect(attributes.options?.length).toBeGreaterThan(1);
    }
  });

  it('lead those who report a vulnerability to SECURITY.md', () => {
    expect(read('.github/ISSUE_TEMPLATE/bug.yml')).toContain('SECURITY.md');
    expect(read('SECURITY.md')).toContain('Report a vulnerability');
  });
});
