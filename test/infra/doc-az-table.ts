import { AZ_COMMANDS, type AzCommand } from './deploy/fake/az-table.ts';

const CLI = 'https://learn.microsoft.com/en-us/cli/azure';
const APP = ['--name', '--resource-group'];

/**
 * Commands of the Azure CLI that pages name for people and no script here calls. As in the table of the fake: those of 2.45 were compared with
 * `az COMMAND --help` of Debian's azure-cli 2.45.0 on 2026-11-29, the others (its keyvault secret does not start) with the pages named, as they were in November 2026.
 */
const FOR_PEOPLE: Readonly<Record<string, AzCommand>> = {
  login: { source: '2.45', options: ['--tenant', '--use-device-code', '--identity', '--allow-no-subscriptions'] },
  'ad app delete': { source: '2.45', options: ['--id'], required: ['--id'], changes: true },
  'group delete': {
    source: '2.45',
    options: ['--name'],
    flags: ['--yes', '--no-wait'],
    required: ['--name'],
    changes: true,
  },
  'network private-dns zone create': {
    source: `${CLI}/network/private-dns/zone`,
    options: APP,
    required: APP,
    changes: true,
  },
  'network private-dns record-set a add-record': {
    source: `${CLI}/network/private-dns/record-set/a`,
    options: ['--resource-group', '--zone-name', '--record-set-name', '--ipv4-address'],
    required: ['--resource-group', '--zone-name', '--record-set-name', '--ipv4-address'],
    changes: true,
  },
  'network private-dns link vnet create': {
    source: `${CLI}/network/private-dns/link/vnet`,
    options: [...APP, '--zone-name', '--virtual-network', '--registration-enabled'],
    required: [...APP, '--zone-name', '--virtual-network', '--registration-enabled'],
    changes: true,
  },
  'containerapp env certificate upload': {
    source: `${CLI}/containerapp/env/certificate`,
    options: [...APP, '--certificate-file', '--certificate-name', '--password'],
    required: [...APP, '--certificate-file'],
    changes: true,
  },
  'containerapp list': { source: `${CLI}/containerapp`, options: ['--resource-group', '--environment'] },
  'resource delete': {
    source: '2.45',
    options: ['--ids', '--resource-type', '--api-version', ...APP],
    changes: true,
  },
  'cosmosdb sql container list': {
    source: '2.45',
    options: ['--account-name', '--database-name', '--resource-group'],
    required: ['--account-name', '--database-name', '--resource-group'],
  },
  'cosmosdb copy create': {
    source: `${CLI}/cosmosdb/copy`,
    options: [
      '--job-name',
      '--src-account',
      '--dest-account',
      '--src-nosql',
      '--dest-nosql',
      '--mode',
      '--resource-group',
    ],
    several: ['--src-nosql', '--dest-nosql'],
    required: ['--src-account', '--dest-account', '--resource-group'],
    changes: true,
  },
  'cosmosdb copy show': {
    source: `${CLI}/cosmosdb/copy`,
    options: ['--account-name', '--job-name', '--resource-group'],
    required: ['--account-name', '--job-name', '--resource-group'],
  },
  'containerapp delete': {
    source: `${CLI}/containerapp`,
    options: APP,
    flags: ['--yes'],
    required: APP,
    changes: true,
  },
  'containerapp replica list': {
    source: `${CLI}/containerapp/replica`,
    options: [...APP, '--revision'],
    required: APP,
  },
  'eventgrid system-topic update': {
    source: `${CLI}/eventgrid/system-topic`,
    options: [...APP, '--identity', '--tags'],
    required: APP,
    changes: true,
  },
  'deployment group show': {
    source: '2.45',
    options: ['--resource-group', '--name'],
    required: ['--resource-group', '--name'],
  },
  'cognitiveservices account purge': {
    source: '2.45',
    options: [...APP, '--location'],
    required: [...APP, '--location'],
    changes: true,
  },
  'keyvault purge': { source: '2.45', options: ['--name', '--location'], flags: ['--no-wait'], changes: true },
  'keyvault secret show': {
    source: `${CLI}/keyvault/secret`,
    options: ['--vault-name', '--name', '--version', '--id'],
    dataPlane: true,
  },
  'keyvault secret set': {
    source: `${CLI}/keyvault/secret`,
    options: ['--vault-name', '--name', '--file', '--encoding', '--expires', '--tags'],
    required: ['--vault-name', '--name'],
    changes: true,
    dataPlane: true,
  },
  'identity list': { source: '2.45', options: ['--resource-group'] },
  'resource invoke-action': {
    source: '2.45',
    options: ['--action', '--resource-type', '--request-body', '--api-version', '--ids', ...APP],
    required: ['--action'],
    changes: true,
  },
  'storage container list': {
    source: '2.45',
    options: ['--account-name', '--auth-mode', '--prefix', '--include-deleted'],
    dataPlane: true,
  },
  'storage blob undelete': {
    source: '2.45',
    options: ['--account-name', '--auth-mode', '--container-name', '--name'],
    changes: true,
    dataPlane: true,
  },
  'cosmosdb restore': {
    source: '2.45',
    options: [
      '--account-name',
      '--databases-to-restore',
      '--location',
      '--resource-group',
      '--restore-timestamp',
      '--target-database-account-name',
    ],
    changes: true,
  },
  'containerapp job execution list': { source: `${CLI}/containerapp/job/execution`, options: APP, required: APP },
  'stack group delete': {
    source: `${CLI}/stack/group`,
    options: [...APP, '--action-on-unmanage'],
    flags: ['--yes'],
    required: [...APP, '--action-on-unmanage'],
    changes: true,
  },
  'containerapp update': {
    source: `${CLI}/containerapp`,
    options: [...APP, '--min-replicas', '--max-replicas', '--image', '--set-env-vars'],
    several: ['--set-env-vars'],
    required: APP,
    changes: true,
  },
  'containerapp exec': {
    source: `${CLI}/containerapp`,
    options: [...APP, '--command', '--container', '--replica', '--revision'],
    required: APP,
  },
  'containerapp logs show': {
    source: `${CLI}/containerapp/logs`,
    options: [...APP, '--type', '--container', '--replica', '--revision', '--tail', '--follow', '--format'],
    required: APP,
  },
};

/** Every command of the Azure CLI that a page may name. */
export const DOC_AZ_COMMANDS: Readonly<Record<string, AzCommand>> = { ...FOR_PEOPLE, ...AZ_COMMANDS };

/**
 * Commands of the Azure Developer CLI that a page may name, with their flags: by the usage texts in Azure/azure-dev (`cli/azd/cmd/testdata`, commit
 * ae35809f, August 2026).
 */
export const DOC_AZD_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  up: ['--environment', '--no-prompt'],
  down: ['--environment', '--force', '--purge', '--no-prompt'],
  'env set': ['--environment', '--file', '--no-prompt'],
};
