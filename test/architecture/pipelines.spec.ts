import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cut, tasksUsed } from './cut-pipelines-schema.ts';
import {
  AZURE_PIPELINES,
  azurePipelineProblems,
  deployProblems,
  pipelineProblems,
  workflowProblems,
  WORKFLOWS,
} from './pipelines.ts';

const HOME = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(HOME, file), 'utf8');
const [ci = '', deploy = '', , rollback = ''] = WORKFLOWS.map(read);
const [azure = ''] = AZURE_PIPELINES.map(read);
const changed = (text: string, from: string, to: string) => {
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return text.replace(from, to);
};

it('finds nothing wrong with the pipelines', async () => {
  expect((await pipelineProblems()).problems).toEqual([]);
});

it.each([
  ['--roll-back', '--back', rollback],
  ['--roll-back', '--back', azure],
  ['--image-push none', '--push none', deploy],
  ['--image-push none', '--push none', azure],
])('knows the options of infra/deploy.sh: %s', (from, to, text) => {
  expect(deployProblems(text)).toEqual([]);
  expect(deployProblems(changed(text, from, to))).toEqual([`infra/deploy.sh has no option ${to.split(' ')[0]}`]);
});

describe('a workflow', () => {
  it.each([
    [
      'an action by its tag',
      ci,
      'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
      'actions/checkout@v7',
      /not pinned by commit/,
    ],
    [
      'two pins of one action',
      ci,
      '3d3c42e5aac5ba805825da76410c181273ba90b1',
      '9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0',
      /pinned twice/,
    ],
    ['a secret', deploy, 'vars.AZURE_CLIENT_ID', 'secrets.AZURE_CLIENT_ID', /stored secret/],
    ['foreign code with rights', ci, 'pull_request:', 'pull_request_target:', /foreign code/],
    ['rights that nobody named', ci, 'permissions:\n  contents: read\n', '', /does not say what its token may do/],
    ['a token that stays', ci, 'persist-credentials: false', 'persist-credentials: true', /leaves its token behind/],
    ['an unknown job', deploy, 'needs: dev', 'needs: stage', /needs/],
    ['an unknown output', deploy, 'steps.images.outputs.api', 'steps.pictures.outputs.api', /pictures/],
    ['an unknown key', ci, 'timeout-minutes: 30', 'timeout-hours: 30', /timeout-hours/],
    [
      'text of strangers in a script',
      ci,
      'git diff --unified=3 "$BASE...HEAD"',
      'git diff --unified=3 "${{ github.event.pull_request.title }}"',
      /potentially untrusted/,
    ],
  ])('with %s is refused', async (_, text, from, to, expected) => {
    expect((await workflowProblems(changed(text, from, to))).join('\n')).toMatch(expected);
  });
});

describe('the pipeline of Azure', () => {
  it.each([
    ['an input that the task does not have', 'deploymentMode: Validation', 'deployment: Validation', /deployment/],
    [
      'a value that the task does not take',
      'deploymentMode: Validation',
      'deploymentMode: Sometimes',
      /deploymentMode/,
    ],
    ['a task that is not used elsewhere', 'task: AzureCLI@2', 'task: AzureCLI@1', /task/],
    ['a text where it takes true or false', 'keepAzSessionActive: true', 'keepAzSessionActive: always', /keepAz/],
    ['an unknown key', 'timeoutInMinutes: 30', 'timeoutInHours: 30', /additional|must/],
    ['a secret', "  - name: CI\n    value: 'true'", "  - name: CI\n    value: 'true'\n    isSecret: true", /secret/],
    ['a token that stays', 'persistCredentials: false', 'persistCredentials: true', /leaves its token behind/],
  ])('with %s is refused', (_, from, to, expected) => {
    expect(azurePipelineProblems(changed(azure, from, to)).join('\n')).toMatch(expected);
  });

  it('uses the tasks of the cut schema, and deploys by resource manager', () => {
    const schema = JSON.parse(read('test/architecture/schemas/azure-pipelines.json')) as Parameters<typeof cut>[0];
    expect(tasksUsed()).toContain('AzureResourceManagerTemplateDeployment@3');
    expect(cut(schema, tasksUsed())).toMatchObject({ definitions: { task: { anyOf: schema.definitions.task.anyOf } } });
    expect(() => cut(schema, ['NuGetCommand@2'])).toThrow('NuGetCommand@2');
  });
});
