import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { TARGETS } from '../../scripts/image/targets.ts';

const HOME = join(import.meta.dirname, '..', '..');
const FILE = 'scripts/image/acr-task.yaml';

interface Task {
  readonly steps: readonly { readonly build?: string; readonly env?: readonly string[]; readonly push?: string[] }[];
}

const task = parse(readFileSync(join(HOME, FILE), 'utf8')) as Task;
const dockerfile = readFileSync(join(HOME, 'Dockerfile'), 'utf8');

it('builds with BuildKit, which the mounts of the Dockerfile need, and pushes what it builds', () => {
  expect(dockerfile).toContain('RUN --mount=');
  const [build, push] = task.steps;
  expect(build?.env).toEqual(['DOCKER_BUILDKIT=1']);
  const [, tag] = / --tag (\S+) /.exec(build?.build ?? '') ?? [];
  expect(push?.push).toEqual([tag]);
  const names = [...(build?.build ?? '').matchAll(/--build-arg (\w+)=/g)].map(([, name]) => name);
  expect(names.filter((name) => !dockerfile.includes(`\nARG ${name}=`))).toEqual([]);
});

it('finds itself and the Dockerfile in what az acr run uploads: what .dockerignore lets through', () => {
  const rules = readFileSync(join(HOME, '.dockerignore'), 'utf8').split('\n');
  expect(rules).toEqual(expect.arrayContaining(['*', '!Dockerfile', `!${FILE.split('/')[0]}`]));
});

it('is called in docs/building.md with the values that it asks for', () => {
  const docs = readFileSync(join(HOME, 'docs', 'building.md'), 'utf8');
  const [command = ''] = docs.match(/^az acr run .*$/m) ?? [];
  expect(command).toContain(` --file ${FILE} `);
  const given = [...command.matchAll(/--set "?(\w+)=/g)].map(([, name]) => name);
  const asked = [...JSON.stringify(task).matchAll(/\{\{\.Values\.(\w+)\}\}/g)].map(([, name]) => name);
  expect(new Set(given)).toEqual(new Set(asked));
  expect(TARGETS).toContain(/--set target=(\w+)/.exec(command)?.[1]);
});
