import { APP, apps, CONTAINER, isApi, setVariable, variableOf } from './app-parts.ts';
import { append, at, listAt, put, textAt } from './json.ts';
import { type Policy, policy, PRIVATE_SETS } from './policy.ts';
import { ACCOUNT_KEYS, environmentSchema } from '#config';

/** Variables that the product reads. */
export const VARIABLES = Object.keys(environmentSchema.shape);
/** Variables whose values are secrets. */
const SECRET_VARIABLES = [
  'C2PA_PRIVATE_KEY',
  'RECEIPT_SIGNING_KEYS',
  'PROVENANCE_SIGNING_KEYS',
  'WEBHOOK_SECRET_KEYS',
  'HOOK_SOURCES',
];
/** Variables with which the product would use keys of accounts instead of its identity. */
const KEY_VARIABLES = VARIABLES.filter(
  (name) => name === 'ALLOW_ACCOUNT_KEYS' || ACCOUNT_KEYS.some((key) => key === name),
);
/** Variables that name a service of the deployment. */
export const SERVICE_VARIABLES = [
  { name: 'SERVICE_BUS_NAMESPACE', type: 'ServiceBus/namespaces' },
  { name: 'COSMOS_ENDPOINT', type: 'DocumentDB/databaseAccounts' },
  { name: 'BLOB_ENDPOINT', type: 'Storage/storageAccounts' },
  { name: 'SPEECH_ENDPOINT', type: 'CognitiveServices/accounts' },
  { name: 'SPEECH_WEBSOCKET_URL', type: 'CognitiveServices/accounts' },
];
/** What a key, a signed URL or a connection string looks like. */
export const SECRET_TEXT = /AccountKey=|SharedAccessKey|[?&]sig=|-----BEGIN|Password=|\b[A-Za-z0-9+/]{86}==/;

/** What the container apps are told, and that no secret is among it. */
export const APP_SECRET_POLICIES: readonly Policy[] = [
  policy({
    id: 'apps/secrets-by-reference',
    reason: 'A secret that is a value stands in the deployment’s history, for everybody who may read it.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) =>
        listAt(app, 'properties.configuration.secrets').map((secret) => ({ app, secret })),
      ),
    finding: ({ app, secret }) =>
      at(secret, 'value') === undefined && /^https:\/\/[^/]+\/secrets\/[\w-]+$/.test(textAt(secret, 'keyVaultUrl'))
        ? undefined
        : `${app.name} has the value of ${textAt(secret, 'name')}`,
    mutation: {
      what: 'gives an app a secret as a value',
      change: (snapshot) => {
        put(snapshot.first(APP), 'properties.configuration.secrets.0.keyVaultUrl', undefined);
        put(snapshot.first(APP), 'properties.configuration.secrets.0.value', "[parameters('webhookSecretKeys')]");
      },
    },
  }),
  policy({
    id: 'apps/secrets-read-by-their-own-identity',
    reason: 'The right to read a secret is given to one identity for one secret.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) =>
        listAt(app, 'properties.configuration.secrets').map((secret) => ({ app, secret })),
      ),
    finding: ({ app, secret }) =>
      textAt(secret, 'identity').includes(isApi(app) ? '/id-api-' : '/id-worker-')
        ? undefined
        : `${app.name} reads ${textAt(secret, 'name')} as ${textAt(secret, 'identity')}`,
    mutation: {
      what: 'reads a secret with the identity that pulls images',
      change: (snapshot) => {
        const path = 'properties.configuration.secrets.0.identity';
        const app = snapshot.first(APP);
        put(app, path, textAt(app, path).replace('/id-api-', '/id-pull-'));
      },
    },
  }),
  policy({
    id: 'apps/secret-variables-from-secrets',
    reason:
      'Keys reach the process by reference: a variable’s value is shown by the portal and by `az containerapp show`.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) =>
        listAt(app, `${CONTAINER}.env`)
          .filter((variable) => SECRET_VARIABLES.includes(textAt(variable, 'name')))
          .map((variable) => ({ app, variable })),
      ),
    finding: ({ app, variable }) => {
      const secrets = listAt(app, 'properties.configuration.secrets').map((secret) => textAt(secret, 'name'));
      return secrets.includes(textAt(variable, 'secretRef')) && at(variable, 'value') === undefined
        ? undefined
        : `${app.name}: ${textAt(variable, 'name')} is not a secret`;
    },
    mutation: {
      what: 'sets WEBHOOK_SECRET_KEYS to a value',
      change: (snapshot) => {
        const variables = listAt(snapshot.first(APP), `${CONTAINER}.env`);
        const variable = variables.find((one) => at(one, 'name') === 'WEBHOOK_SECRET_KEYS');
        put(variable, 'secretRef', undefined);
        put(variable, 'value', "[parameters('webhookSecretKeys')]");
      },
    },
  }),
  policy({
    id: 'apps/no-account-keys',
    reason: 'The product takes keys of accounts for development alone; a deployment names none of these variables.',
    subjects: apps,
    finding: (app) =>
      listAt(app, `${CONTAINER}.env`)
        .map((variable) => textAt(variable, 'name'))
        .filter((name) => KEY_VARIABLES.includes(name))
        .map((name) => `${app.name} sets ${name}`),
    mutation: {
      what: 'allows an app keys of accounts',
      change: (snapshot) =>
        append(snapshot.first(APP), `${CONTAINER}.env`, { name: 'ALLOW_ACCOUNT_KEYS', value: 'true' }),
    },
  }),
  policy({
    id: 'apps/no-secret-in-variables',
    reason: 'Nothing that looks like a key, a signed URL or a connection string is a plain variable.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) => listAt(app, `${CONTAINER}.env`).map((variable) => ({ app, variable }))),
    finding: ({ app, variable }) =>
      SECRET_TEXT.test(textAt(variable, 'value'))
        ? `${app.name}: ${textAt(variable, 'name')} holds a secret`
        : undefined,
    mutation: {
      what: 'puts a signed URL into a variable',
      change: (snapshot) =>
        setVariable(snapshot.first(APP, isApi), 'SWAGGER_CLIENT_ID', 'https://example.blob.core.windows.net/a?sig=b'),
    },
  }),
  policy({
    id: 'apps/variables-that-exist',
    reason: 'A misspelt variable is not set, and the product silently uses the default.',
    subjects: apps,
    finding: (app) =>
      listAt(app, `${CONTAINER}.env`)
        .map((variable) => textAt(variable, 'name'))
        .filter((name) => !VARIABLES.includes(name) && name !== 'AZURE_CLIENT_ID')
        .map((name) => `${app.name}: no code reads ${name}`),
    mutation: {
      what: 'sets a variable that no code reads',
      change: (snapshot) => append(snapshot.first(APP), `${CONTAINER}.env`, { name: 'RETENTION_RAW_DAYS', value: '1' }),
    },
  }),
  policy({
    id: 'apps/encrypted-connections',
    reason: 'Every address that the product calls uses TLS.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) => listAt(app, `${CONTAINER}.env`).map((variable) => ({ app, variable }))),
    finding: ({ app, variable }) =>
      /^(http|ws|redis|amqp):\/\//.test(textAt(variable, 'value'))
        ? `${app.name}: ${textAt(variable, 'name')} is ${textAt(variable, 'value')}`
        : undefined,
    mutation: {
      what: 'lets the product call Blob Storage over plain HTTP',
      change: (snapshot) => {
        const app = snapshot.first(APP, isApi);
        setVariable(app, 'BLOB_ENDPOINT', (variableOf(app, 'BLOB_ENDPOINT') ?? '').replace('https:', 'http:'));
      },
    },
  }),
  policy({
    id: 'apps/secrets-that-exist',
    reason: 'A revision whose secret is missing does not start.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) =>
        listAt(app, 'properties.configuration.secrets')
          .filter((secret) => at(secret, 'keyVaultUrl') !== undefined)
          .map((secret) => ({ app, secret })),
      ),
    finding: ({ app, secret }, snapshot) => {
      const name = textAt(secret, 'keyVaultUrl').split('/').at(-1) ?? '';
      return snapshot.ofType('KeyVault/vaults/secrets').some((one) => one.name.endsWith(`/${name}`))
        ? undefined
        : `${app.name} reads ${name}, which nothing makes`;
    },
    mutation: {
      what: 'reads a secret that nothing makes',
      change: (snapshot) => {
        const path = 'properties.configuration.secrets.0.keyVaultUrl';
        const app = snapshot.first(APP);
        put(app, path, `${textAt(app, path)}-of-others`);
      },
    },
  }),
  policy({
    id: 'apps/services-of-the-deployment',
    reason: 'The product calls the resources of its own deployment, on which it has roles.',
    subjects: (snapshot) =>
      apps(snapshot).flatMap((app) => SERVICE_VARIABLES.map(({ name, type }) => ({ app, name, type }))),
    finding: ({ app, name, type }, snapshot) => {
      const host = (variableOf(app, name) ?? '').replace(/^\w+:\/\//, '').split('.')[0];
      return snapshot.ofType(type).some((service) => service.name === host)
        ? undefined
        : `${app.name}: ${name} is ${variableOf(app, name)}`;
    },
    mutation: {
      what: 'sends messages to the namespace of another deployment',
      change: (snapshot) =>
        setVariable(snapshot.first(APP), 'SERVICE_BUS_NAMESPACE', 'sb-other.servicebus.windows.net'),
    },
  }),
  policy({
    id: 'apps/claim-key-of-the-vault',
    reason:
      'Only the worker signs. A deployment with the private key in a variable beside the one in the vault signs with either.',
    sets: ['main.byo'],
    subjects: apps,
    finding: (app, snapshot) => {
      const vaults = snapshot.ofType('KeyVault/vaults/secrets').map(({ name }) => name.split('/')[0]);
      const url = variableOf(app, 'C2PA_KEY_URL');
      const [, vault = ''] = /^https:\/\/([\w-]+)\.vault\.azure\.net\/keys\/[\w-]+\/\w+$/.exec(url ?? '') ?? [];
      const hasSecret = listAt(app, `${CONTAINER}.env`).some((one) => at(one, 'name') === 'C2PA_PRIVATE_KEY');
      if (isApi(app) ? url === undefined : vaults.includes(vault))
        return hasSecret ? `${app.name} has two keys` : undefined;
      return `${app.name}: C2PA_KEY_URL is ${url}`;
    },
    mutation: {
      what: 'tells the API which key signs manifests',
      change: (snapshot) =>
        append(snapshot.first(APP, isApi), `${CONTAINER}.env`, {
          name: 'C2PA_KEY_URL',
          value: 'https://kv-voice.vault.azure.net/keys/claims/1',
        }),
    },
  }),
  policy({
    id: 'apps/consistency-of-the-account',
    reason:
      'A client that asks for more than the account gives fails at every read; one that asks for less reads older documents.',
    subjects: apps,
    finding: (app) =>
      variableOf(app, 'COSMOS_CONSISTENCY') === 'BoundedStaleness'
        ? undefined
        : `${app.name}: COSMOS_CONSISTENCY is ${variableOf(app, 'COSMOS_CONSISTENCY')}`,
    mutation: {
      what: 'asks Cosmos DB for eventual consistency',
      change: (snapshot) => setVariable(snapshot.first(APP), 'COSMOS_CONSISTENCY', 'Eventual'),
    },
  }),
  policy({
    id: 'apps/audio-by-upload-when-private',
    reason: 'Speech fetches nothing from an account without public endpoint: recordings are sent to it.',
    sets: PRIVATE_SETS,
    subjects: apps,
    finding: (app) =>
      variableOf(app, 'SPEECH_AUDIO_TRANSFER') === 'upload' ? undefined : `${app.name} hands out URLs to Speech`,
    mutation: {
      what: 'hands Speech URLs that it cannot fetch',
      change: (snapshot) => setVariable(snapshot.first(APP), 'SPEECH_AUDIO_TRANSFER', 'url'),
    },
  }),
  policy({
    id: 'apps/no-upload-urls-when-private',
    reason: 'Clients outside the network cannot use them: they upload through the API.',
    sets: PRIVATE_SETS,
    subjects: apps,
    finding: (app) => (variableOf(app, 'DIRECT_UPLOADS') === 'false' ? undefined : `${app.name} hands out upload URLs`),
    mutation: {
      what: 'hands clients upload URLs that they cannot reach',
      change: (snapshot) => setVariable(snapshot.first(APP), 'DIRECT_UPLOADS', 'true'),
    },
  }),
];
