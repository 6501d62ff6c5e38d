import { SECRET_TEXT } from './app-secrets.ts';
import { at, type Json, put, textAt, textsOf } from './json.ts';
import { type Policy, policy } from './policy.ts';
import type { Resource, JsonSnapshot } from './snapshot.ts';

/** Types that Azure gives no tags, beside those that are part of another resource. */
const TYPES_WITHOUT_TAGS = [
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.Authorization/roleDefinitions',
  'Microsoft.Consumption/budgets',
  'Microsoft.Insights/diagnosticSettings',
];
const PREVIEWS_ALLOWED: Readonly<Record<string, string>> = {
  // Its stable version, of 2016, knows no category groups and no resource-specific tables.
  'Microsoft.Insights/diagnosticSettings': '2021-05-01-preview',
};
/** Functions that read keys of services. */
const LIST_FUNCTION = /\blist(AccountSas|ServiceSas|Keys|Secrets?|Credentials|ConnectionStrings|AdminKeys)?\(/i;

const isTaggable = ({ type }: Resource) => type.split('/').length === 2 && !TYPES_WITHOUT_TAGS.includes(type);

const textsOfAll = (snapshot: JsonSnapshot): [string, string][] =>
  snapshot.resources.flatMap((resource) =>
    textsOf(resource).map(([path, text]): [string, string] => [`${resource.name}: ${path}`, text]),
  );

/** Outputs that the deployment’s history keeps. */
function outputTexts(snapshot: JsonSnapshot): [string, string][] {
  return textsOf(snapshot.outputs);
}

/** What holds for all resources. */
export const GENERAL_POLICIES: readonly Policy[] = [
  policy({
    id: 'resources/tags',
    azr: 'AZR-000166 Azure.Resource.UseTags',
    reason: 'A bill, and a list of resources, shows what belongs to which deployment.',
    subjects: (snapshot) => snapshot.resources.filter(isTaggable),
    finding: (resource) =>
      textAt(resource, 'tags.app') !== '' && textAt(resource, 'tags.environment') !== ''
        ? undefined
        : `${resource.type} ${resource.name} has the tags ${JSON.stringify(at(resource, 'tags'))}`,
    mutation: {
      what: 'leaves the tag `environment` of a resource out',
      change: (snapshot) => put(snapshot.first('ServiceBus/namespaces'), 'tags.environment', undefined),
    },
  }),
  policy({
    id: 'resources/stable-versions',
    reason: 'Azure withdraws previews at 90 days’ notice. The exception has a name: diagnosticSettings.',
    subjects: (snapshot) => snapshot.resources,
    finding: ({ type, apiVersion, name }) =>
      /^\d{4}-\d\d-\d\d$/.test(apiVersion) || PREVIEWS_ALLOWED[type] === apiVersion
        ? undefined
        : `${type} ${name} is made with ${apiVersion}`,
    mutation: {
      what: 'makes the queues with a preview of the API',
      change: (snapshot) => put(snapshot.first('ServiceBus/namespaces/queues'), 'apiVersion', '2026-07-01-preview'),
    },
  }),
  policy({
    id: 'resources/one-region',
    azr: 'AZR-000167 Azure.Resource.AllowedRegions',
    reason: 'Data about people stays in the region that was chosen.',
    subjects: (snapshot) => snapshot.resources.filter((resource) => at(resource, 'location') !== undefined),
    finding: (resource, snapshot) =>
      ['global', textAt(snapshot.outputs, 'APP_PLATFORM.location')].includes(textAt(resource, 'location'))
        ? undefined
        : `${resource.name} is in ${textAt(resource, 'location')}`,
    mutation: {
      what: 'puts Speech into another region',
      change: (snapshot) => put(snapshot.first('CognitiveServices/accounts'), 'location', 'eastus'),
    },
  }),
  policy({
    id: 'resources/made-once',
    reason: 'Two resources with one id overwrite each other in an undefined order.',
    subjects: (snapshot) =>
      snapshot.resources.filter(({ id, type }) => !id.startsWith('[') && !type.includes('Alerts')),
    finding: ({ id }, snapshot) =>
      snapshot.resources.filter((other) => other.id === id).length === 1 ? undefined : `${id} is there twice`,
    mutation: {
      what: 'makes the workbook twice',
      change: (snapshot) => {
        const workbook = snapshot.first('Insights/workbooks');
        snapshot.addCopy(workbook, workbook.name);
      },
    },
  }),
  policy({
    id: 'secrets/no-keys-read',
    reason: 'A key that a template reads ends up in an app, an output or the deployment history.',
    subjects: textsOfAll,
    finding: ([path, text]) => (text.startsWith('[') && LIST_FUNCTION.test(text) ? `${path} reads a key` : undefined),
    mutation: {
      what: 'reads a key of the storage account',
      change: (snapshot) =>
        put(
          snapshot.first('Insights/workbooks'),
          'properties.description',
          "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'st'), '2026-04-01').keys[0].value]",
        ),
    },
  }),
  policy({
    id: 'secrets/from-secure-parameters',
    azr: 'AZR-000316 Azure.Deployment.SecureValue',
    reason: 'The value of a secret comes from a secure parameter, which the deployment’s history does not keep.',
    subjects: (snapshot) => snapshot.ofType('KeyVault/vaults/secrets'),
    finding: (secret) =>
      /^\[parameters\('\w+'\)\]$/.test(textAt(secret, 'properties.value'))
        ? undefined
        : `${secret.name} has a value in the template`,
    mutation: {
      what: 'writes the value of a secret into the template',
      change: (snapshot) => put(snapshot.first('KeyVault/vaults/secrets'), 'properties.value', 'hunter2'),
    },
  }),
  policy({
    id: 'secrets/only-when-given',
    reason: 'A deployment without the parameter must not overwrite an existing secret with an empty one.',
    subjects: (snapshot) => snapshot.ofType('KeyVault/vaults/secrets'),
    finding: (secret) =>
      /^\[not\(empty\(parameters\('\w+'\)\)\)\]$/.test(textAt(secret, 'condition'))
        ? undefined
        : `${secret.name} is written by every deployment`,
    mutation: {
      what: 'writes a secret at each deployment',
      change: (snapshot) => put(snapshot.first('KeyVault/vaults/secrets'), 'condition', undefined),
    },
  }),
  policy({
    id: 'secrets/none-in-outputs',
    azr: 'AZR-000279 Azure.Deployment.OutputSecretValue',
    reason: 'Outputs are kept in the deployment’s history for everybody who may read the group.',
    subjects: outputTexts,
    finding: ([path, text]) =>
      SECRET_TEXT.test(text) || LIST_FUNCTION.test(text) || /parameters\('/.test(text)
        ? `the output ${path} holds a secret`
        : undefined,
    mutation: {
      what: 'hands out the keys of webhook secrets as an output',
      change: ({ outputs }) => put(outputs, 'WEBHOOK_SECRET_KEYS', "[parameters('webhookSecretKeys')]"),
    },
  }),
  policy({
    id: 'template/no-findings-of-the-compiler',
    reason: 'The compiler reports what it could not predict, which the rules therefore have not seen.',
    subjects: (snapshot): Json[][] => [snapshot.diagnostics],
    finding: (diagnostics) => diagnostics.map((one) => JSON.stringify(one)),
    mutation: {
      what: 'lets the compiler warn',
      change: ({ diagnostics }) => void diagnostics.push('a warning'),
    },
  }),
];
