/**
 * The commands of the Azure CLI that the fake knows, with their options: another command or option is refused.
 *
 * Those with the source 2.45 were compared with `az COMMAND --help` of Debian’s azure-cli 2.45.0 on 2026-11-29, by
 * `node test/infra/deploy/fake/check-az-table.ts`: all of them agreed. That version has no `stack` and no `containerapp`. Their commands were
 * compared with the pages named here, as stored copies had them in November 2026; where a page of `containerapp` was not complete, options
 * were compared with the CLI’s own source (src/azure-cli/azure/cli/command_modules/containerapp/_params.py of Azure/azure-cli at 01ec4d3).
 * `azd env set NAME VALUE`, which the hooks of azure.yaml call, is the only command of azd.
 */
export interface AzCommand {
  readonly source: '2.45' | `https://learn.microsoft.com/${string}`;
  /** Options with one value or more. */
  readonly options: readonly string[];
  readonly required?: readonly string[];
  readonly flags?: readonly string[];
  /** Options that take several values, or may be given several times. */
  readonly several?: readonly string[];
  /** What stands beside the options, at most. */
  readonly positionals?: number;
  /** Whether it changes anything. */
  readonly changes?: true;
  /** Whether it calls the data plane of a resource: from outside it does not reach a private one. */
  readonly dataPlane?: true;
}

/** Options of every command. */
export const GLOBAL_OPTIONS = ['--output', '--query', '--subscription'] as const;
export const GLOBAL_FLAGS = ['--only-show-errors', '--debug', '--verbose', '--help'] as const;

const CLI = 'https://learn.microsoft.com/en-us/cli/azure';
const APP = ['--name', '--resource-group'];
const REVISION = ['--revision', ...APP];

export const AZ_COMMANDS: Readonly<Record<string, AzCommand>> = {
  version: { source: '2.45', options: [] },
  'account show': { source: '2.45', options: ['--name'] },
  'account get-access-token': { source: '2.45', options: ['--scope', '--resource', '--tenant'] },
  'provider list': { source: '2.45', options: ['--expand'] },
  'group exists': { source: '2.45', options: ['--name'], required: ['--name'] },
  'group create': {
    source: '2.45',
    options: ['--name', '--location', '--tags'],
    required: ['--name', '--location'],
    several: ['--tags'],
    changes: true,
  },
  'resource list': { source: '2.45', options: ['--resource-group', '--resource-type'] },
  rest: { source: '2.45', options: ['--method', '--uri', '--body', '--headers'], required: ['--uri'] },
  'ad app list': { source: '2.45', options: ['--filter', '--display-name', '--app-id'], flags: ['--all'] },
  'ad sp list': { source: '2.45', options: ['--filter', '--display-name', '--spn'], flags: ['--all'] },
  'cognitiveservices account list-deleted': { source: '2.45', options: [] },
  'keyvault list-deleted': { source: '2.45', options: ['--resource-type'] },
  'storage account check-name': { source: '2.45', options: ['--name'], required: ['--name'] },
  'acr check-name': { source: '2.45', options: ['--name'], required: ['--name'] },
  'cosmosdb check-name-exists': { source: '2.45', options: ['--name'], required: ['--name'] },
  'servicebus namespace exists': { source: '2.45', options: ['--name'], required: ['--name'] },
  'servicebus queue list': {
    source: '2.45',
    options: ['--namespace-name', '--resource-group'],
    required: ['--namespace-name', '--resource-group'],
  },
  'acr agentpool list': { source: '2.45', options: ['--registry', '--resource-group'], required: ['--registry'] },
  'acr login': {
    source: '2.45',
    options: ['--name', '--suffix', '--username', '--password'],
    flags: ['--expose-token'],
    required: ['--name'],
    dataPlane: true,
  },
  'acr run': {
    source: '2.45',
    options: ['--registry', '--agent-pool', '--file', '--set', '--timeout', '--platform'],
    flags: ['--no-logs', '--no-wait'],
    required: ['--registry'],
    several: ['--set'],
    positionals: 1,
    changes: true,
  },
  'acr import': {
    source: '2.45',
    options: ['--name', '--source', '--image', '--registry', '--repository'],
    flags: ['--force', '--no-wait'],
    required: ['--name', '--source'],
    changes: true,
  },
  'deployment group what-if': {
    source: '2.45',
    options: ['--resource-group', '--name', '--parameters', '--template-file', '--result-format', '--mode'],
    flags: ['--no-pretty-print'],
    required: ['--resource-group'],
  },
  'deployment group create': {
    source: '2.45',
    options: ['--resource-group', '--name', '--parameters', '--template-file', '--mode'],
    flags: ['--no-wait'],
    required: ['--resource-group'],
    changes: true,
  },
  'monitor metrics list': {
    source: '2.45',
    options: [
      '--resource',
      '--metrics',
      '--interval',
      '--offset',
      '--aggregation',
      '--filter',
      '--start-time',
      '--end-time',
    ],
    required: ['--resource'],
  },
  'tag update': {
    source: '2.45',
    options: ['--resource-id', '--operation', '--tags'],
    required: ['--resource-id', '--operation', '--tags'],
    several: ['--tags'],
    changes: true,
  },
  'stack group create': {
    source: `${CLI}/stack/group`,
    options: [
      '--name',
      '--resource-group',
      '--parameters',
      '--template-file',
      '--deny-settings-mode',
      '--action-on-unmanage',
      '--deny-settings-excluded-actions',
      '--deny-settings-excluded-principals',
      '--description',
      '--tags',
    ],
    flags: ['--yes', '--no-wait', '--deny-settings-apply-to-child-scopes'],
    required: ['--name', '--resource-group', '--deny-settings-mode', '--action-on-unmanage'],
    changes: true,
  },
  'stack group show': { source: `${CLI}/stack/group`, options: APP, required: APP },
  'containerapp show': { source: `${CLI}/containerapp`, options: APP, flags: ['--show-secrets'] },
  'containerapp revision list': {
    source: `${CLI}/containerapp/revision`,
    options: APP,
    flags: ['--all'],
    required: APP,
  },
  'containerapp revision show': { source: `${CLI}/containerapp/revision`, options: REVISION, required: ['--revision'] },
  'containerapp revision activate': {
    source: `${CLI}/containerapp/revision`,
    options: REVISION,
    required: ['--revision'],
    changes: true,
  },
  'containerapp revision deactivate': {
    source: `${CLI}/containerapp/revision`,
    options: REVISION,
    required: ['--revision'],
    changes: true,
  },
  'containerapp revision label add': {
    source: `${CLI}/containerapp/revision/label`,
    options: ['--label', ...REVISION],
    flags: ['--yes', '--no-prompt'],
    required: ['--label', '--resource-group', '--revision'],
    changes: true,
  },
  'containerapp revision label remove': {
    source: `${CLI}/containerapp/revision/label`,
    options: ['--label', ...APP],
    required: ['--label', ...APP],
    changes: true,
  },
  'containerapp ingress traffic set': {
    source: `${CLI}/containerapp/ingress/traffic`,
    options: ['--label-weight', '--revision-weight', ...APP],
    several: ['--label-weight', '--revision-weight'],
    changes: true,
  },
  'containerapp job start': {
    source: `${CLI}/containerapp/job`,
    options: ['--args', '--command', '--container-name', '--cpu', '--env-vars', '--image', '--memory', ...APP],
    changes: true,
  },
  'containerapp job update': {
    source: `${CLI}/containerapp/job`,
    options: ['--image', '--set-env-vars', '--remove-env-vars', '--replace-env-vars', '--container-name', ...APP],
    several: ['--set-env-vars', '--remove-env-vars', '--replace-env-vars'],
    changes: true,
  },
  'containerapp job execution show': {
    source: `${CLI}/containerapp/job/execution`,
    options: ['--job-execution-name', ...APP],
    required: ['--job-execution-name', ...APP],
  },
};
