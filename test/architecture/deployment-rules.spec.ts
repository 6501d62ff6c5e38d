import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { azureDeploymentProblems, githubDeploymentProblems } from './deployment-rules.ts';

const HOME = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(HOME, file), 'utf8');
const ci = read('.github/workflows/ci.yml');
const deploy = read('.github/workflows/deploy.yml');
const rollback = read('.github/workflows/rollback.yml');
const azure = read('infra/pipelines/azure-pipelines.yml');

/** The text with its last `from` replaced, or every one. */
function changed(text: string, from: string, to: string, every = false): string {
  const at = text.lastIndexOf(from);
  if (at < 0) throw new Error(`there is no ${from}`);
  return every ? text.replaceAll(from, to) : text.slice(0, at) + to + text.slice(at + from.length);
}
/** The text without the first part from one line up to another. */
function without(text: string, from: string, upTo: string): string {
  const start = text.indexOf(from);
  const end = text.indexOf(upTo, start + from.length);
  if (start < 0 || end < 0) throw new Error(`there is nothing from ${from} to ${upTo}`);
  return text.slice(0, start) + text.slice(end);
}

const INSTALL = '      - run: npm ci --ignore-scripts --no-audit --no-fund\n';
const AZURE_INSTALL = INSTALL.replace('- run', '          - script') + '                  displayName: npm ci\n';
const LOGIN = '      - uses: azure/login@';

describe('a workflow that deploys', () => {
  it.each([ci, deploy, rollback, read('.github/workflows/nightly.yml')])('keeps to the rules', (text) => {
    expect(githubDeploymentProblems(text)).toEqual([]);
  });

  it.each([
    ['before the packages are there', changed(deploy, INSTALL, ''), 'prod calls infra/deploy before npm ci'],
    [
      'back before the packages are there',
      changed(rollback, INSTALL, ''),
      'roll-back calls infra/deploy before npm ci',
    ],
    [
      'back in the queue of deployments',
      changed(rollback, 'group: roll-back-${{ inputs.environment }}', 'group: deploy-prod'),
      'roll-back waits for deployments',
    ],
    [
      'back after an approval',
      changed(rollback, '${{ inputs.environment }}-roll-back', '${{ inputs.environment }}'),
      'roll-back waits for the approval of a deployment',
    ],
    [
      'back and can be cut off',
      changed(rollback, 'cancel-in-progress: false', 'cancel-in-progress: true'),
      'roll-back can be cut off',
    ],
    [
      'and can be cut off',
      changed(deploy, 'cancel-in-progress: false', 'cancel-in-progress: true'),
      'prod can be cut off',
    ],
    ['without an environment', changed(deploy, '    environment: prod\n', ''), 'prod deploys without an environment'],
    ['and is cut off', changed(deploy, 'exec infra/deploy.sh', 'infra/deploy.sh'), 'prod does not take back a release'],
    [
      'all environments in one queue',
      changed(deploy, 'group: deploy-prod', 'group: deploy-test'),
      'prod waits for test',
    ],
    ['with the sign-in of an earlier step', without(deploy, LOGIN, '      - name: Find'), 'dev does not sign in anew'],
    ['without tests', changed(deploy, 'needs: ci', 'needs: []'), 'dev does not wait for ci.yml'],
    ['without tests', changed(deploy, './.github/workflows/ci.yml', './x.yml'), 'prod does not wait for ci.yml'],
    ['from any branch', changed(deploy, "    if: github.ref == 'refs/heads/main'\n", ''), 'prod deploys from branches'],
    [
      'back from any branch',
      changed(rollback, "    if: github.ref == 'refs/heads/main'\n", ''),
      'roll-back deploys from',
    ],
    [
      'what it builds',
      changed(deploy, '--image-push none', '--image-push local'),
      'dev deploys what it builds (local)',
    ],
    ['what it builds', changed(deploy, '--image-push none', ''), 'dev deploys what it builds'],
    [
      'another image than the scanned one',
      changed(deploy, 'image: registry:${{ steps.images.outputs.worker }}', 'image: docker:localhost/worker:local'),
      'dev deploys an image of worker that was not scanned',
    ],
    [
      'an image that is pushed after the scan',
      changed(deploy, '        id: images\n', ''),
      'dev deploys an image of api that was not scanned',
    ],
    ['with a script that goes on', changed(deploy, 'set -euo pipefail\n', 'true\n'), 'prod has a script'],
    ['with a script that goes on', changed(ci, 'set -euo pipefail\n', 'true\n'), 'check has a script'],
  ])('%s is refused', (_, text, expected) => {
    expect(githubDeploymentProblems(text).join('\n')).toContain(expected);
  });
});

describe('a pipeline of Azure that deploys', () => {
  it.each([azure, read('infra/pipelines/nightly.yml')])('keeps to the rules', (text) => {
    expect(azureDeploymentProblems(text)).toEqual([]);
  });

  it.each([
    ['back before the packages are there', changed(azure, AZURE_INSTALL, ''), 'roll_back calls infra/deploy before'],
    [
      'back after an approval',
      changed(azure, 'rollBackOf }}-roll-back', 'rollBackOf }}'),
      'roll_back waits for the approval of a deployment',
    ],
    ['back after the tests', changed(azure, 'dependsOn: []', 'dependsOn: [dev]'), 'roll_back waits for deployments'],
    [
      'and lets its sign-in expire',
      changed(azure, 'keepAzSessionActive: true', 'keepAzSessionActive: false'),
      'roll_back lets',
    ],
    [
      'and lets its sign-in expire',
      changed(azure, 'keepAzSessionActive: true', '', true),
      'prod lets its sign-in expire',
    ],
    ['without tests', changed(azure, 'dependsOn: verify', 'dependsOn: []'), 'dev does not wait for the tests'],
    [
      'from any branch',
      changed(azure, "eq(variables['Build.SourceBranch'], 'refs/heads/main')", 'true', true),
      'prod deploys from',
    ],
    ['and is dropped while it waits', changed(azure, '    lockBehavior: sequential\n', ''), 'prod may be dropped'],
    [
      'what it builds',
      changed(azure, '--image-push none', '--image-push runner'),
      'dev deploys what it builds (runner)',
    ],
    [
      'another image than the scanned one',
      changed(azure, 'WORKER_IMAGE: $(images.worker)', 'WORKER_IMAGE: worker:local'),
      'dev deploys an image of worker that was not scanned',
    ],
    ['with a scan that goes on', changed(azure, 'set -euo pipefail\n', 'true\n', true), 'verify has a script'],
  ])('%s is refused', (_, text, expected) => {
    expect(azureDeploymentProblems(text).join('\n')).toContain(expected);
  });
});
