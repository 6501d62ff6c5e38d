import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBicep } from '../bicep.ts';
import { isWorker, variableOf } from './app-parts.ts';
import { at, isSame, listAt, textAt } from './json.ts';
import { type Parameters, Predictions } from './predicted.ts';
import { rolesOf } from './rights.ts';
import { JsonSnapshot, type Resource } from './snapshot.ts';
import { PARAMETER_SETS, type ParameterSet } from '../infra-check.ts';

const bicep = await findBicep();
const NETWORK =
  "{ mode: 'create', addressPrefix: '10.20.0.0/22', infrastructurePrefix: '10.20.0.0/23', endpointPrefix: '10.20.2.0/26', natGateway: false }";
const CERTIFICATE =
  '/subscriptions/0/resourceGroups/rg-voice/providers/Microsoft.App/managedEnvironments/cae/certificates/own';

const OTHER_TENANT = '00000000-0000-0000-0000-00000000000c';

const producer = (changes: Parameters = {}) => {
  const members = {
    name: "'ivr'",
    principalId: "'b0000000-0000-4000-8000-000000000001'",
    tenantId: "'00000000-0000-0000-0000-00000000000b'",
    ownerId: "'b0000000-0000-4000-8000-000000000002'",
    roles: "['Voice.Synthesize']",
    requests: "['synthesis.request']",
    ...changes,
  };
  return `{ ${Object.entries(members)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`;
};
const rulesOf = (app: Resource) =>
  listAt(app, 'properties.template.scale.rules').map((rule) => textAt(rule, 'custom.metadata.queueName'));

const edge = (more: string) =>
  `{ customDomain: '', allowedNetworks: [], trustedProxyHops: 1, corsAllowedOrigins: [], swagger: false, ${more} }`.replace(
    more.startsWith('customDomain') ? "customDomain: ''," : 'allowedNetworks: [],',
    '',
  );
const api = (snapshot: JsonSnapshot) => snapshot.first('App/containerApps', ({ name }) => name === 'api');
const domainOf = (snapshot: JsonSnapshot) => at(api(snapshot), 'properties.configuration.ingress.customDomains.0');
const environment = (snapshot: JsonSnapshot) => snapshot.first('App/managedEnvironments');
const countOf = (snapshot: JsonSnapshot, type: string) => snapshot.ofType(type).length;

const variableSecret = (app: Resource, name: string) =>
  listAt(app, 'properties.template.containers.0.env').find((one) => at(one, 'name') === name);

interface Case {
  readonly what: string;
  readonly set: ParameterSet;
  readonly parameters: Parameters;
  readonly holds: (snapshot: JsonSnapshot) => boolean;
}

const CASES: readonly Case[] = [
  {
    what: 'a custom domain that the internet reaches gets a certificate of Azure',
    set: 'main',
    parameters: { edge: edge("customDomain: 'voice.example.com'") },
    holds: (snapshot) =>
      textAt(domainOf(snapshot), 'bindingType') === 'Auto' &&
      countOf(snapshot, 'App/managedEnvironments/managedCertificates') === 1,
  },
  {
    what: 'a custom domain of the private profile gets none, since Azure could not ask for it',
    set: 'main.private',
    parameters: { edge: edge("customDomain: 'voice.example.com'") },
    holds: (snapshot) =>
      isSame(domainOf(snapshot), { name: 'voice.example.com', bindingType: 'Disabled' }) &&
      countOf(snapshot, 'App/managedEnvironments/managedCertificates') === 0,
  },
  {
    what: 'a certificate of the company is used in the private profile',
    set: 'main.private',
    parameters: { edge: edge(`customDomain: 'voice.example.com', certificateId: '${CERTIFICATE}'`) },
    holds: (snapshot) =>
      isSame(domainOf(snapshot), {
        name: 'voice.example.com',
        bindingType: 'SniEnabled',
        certificateId: CERTIFICATE,
      }) && countOf(snapshot, 'App/managedEnvironments/managedCertificates') === 0,
  },
  {
    what: 'with allowed networks there is neither an availability test nor its alert',
    set: 'main',
    parameters: { edge: edge("allowedNetworks: ['203.0.113.0/24']") },
    holds: (snapshot) =>
      listAt(api(snapshot), 'properties.configuration.ingress.ipSecurityRestrictions').length === 1 &&
      countOf(snapshot, 'Insights/webtests') === 0 &&
      snapshot.ofType('Insights/metricAlerts').every(({ name }) => !name.startsWith('api-unavailable-')),
  },
  {
    what: 'a private key in a secret is for the worker alone',
    set: 'main',
    parameters: { secretNames: "['c2pa-certificates', 'c2pa-private-key']" },
    holds: (snapshot) =>
      snapshot
        .ofType('App/containerApps')
        .every((app) => (variableSecret(app, 'C2PA_PRIVATE_KEY') === undefined) === (app.name === 'api')) &&
      rolesOf(snapshot).includes('worker: Key Vault Secrets User on secret c2pa-private-key') &&
      !rolesOf(snapshot).includes('api: Key Vault Secrets User on secret c2pa-private-key'),
  },
  {
    what: 'without a claim key there is no role for it',
    set: 'main.byo',
    parameters: { claimKey: "''" },
    holds: (snapshot) => rolesOf(snapshot).every((role) => !role.includes(' on key ')),
  },
  {
    what: 'a producer is served by the one worker app, and by nobody else',
    set: 'main',
    parameters: { producers: `[${producer()}]` },
    holds: (snapshot) =>
      snapshot
        .ofType('App/containerApps')
        .every((app) => rulesOf(app).includes('requests-ivr') === (app.name === 'worker')) &&
      snapshot.ofType('ServiceBus/namespaces/queues').filter(({ name }) => name.endsWith('-ivr')).length === 2,
  },
  {
    what: 'a worker knows the tenants that its producers may be of',
    set: 'main',
    parameters: {
      producers: `[${producer({ tenantId: `'${OTHER_TENANT}'` })}]`,
      entra: `{ tenantId: '00000000-0000-0000-0000-00000000000b', clientId: '', allowedTenants: ['00000000-0000-0000-0000-00000000000b', '${OTHER_TENANT}'], allowedClients: [], swaggerClientId: '' }`,
    },
    holds: (snapshot) =>
      variableOf(snapshot.first('App/containerApps', isWorker), 'ENTRA_ALLOWED_TENANTS')?.endsWith(
        `,${OTHER_TENANT}`,
      ) === true,
  },
  {
    what: 'without producers there is nothing of them in a set that has some',
    set: 'main.byo',
    parameters: { producers: '[]' },
    holds: (snapshot) => !/requests-|replies-|PRODUCERS/.test(JSON.stringify(snapshot.resources)),
  },
  {
    what: 'zone redundancy is not asked of an environment without a network',
    set: 'main',
    parameters: { zoneRedundant: 'true' },
    holds: (snapshot) =>
      at(environment(snapshot), 'properties.zoneRedundant') === false &&
      at(snapshot.first('Storage/storageAccounts'), 'sku.name') === 'Standard_ZRS',
  },
  {
    what: 'zone redundancy is asked of an environment in a network',
    set: 'main',
    parameters: { zoneRedundant: 'true', network: NETWORK },
    holds: (snapshot) => at(environment(snapshot), 'properties.zoneRedundant') === true,
  },
  {
    what: 'a name with capitals and hyphens gives names that Azure takes',
    set: 'main',
    parameters: { name: "'Ab-cD'" },
    holds: (snapshot) =>
      ['Storage/storageAccounts', 'ContainerRegistry/registries', 'KeyVault/vaults'].every((type) =>
        /^[a-z0-9]{5,24}$/.test(snapshot.first(type).name),
      ) && /^cosmos-[a-z0-9-]+$/.test(snapshot.first('DocumentDB/databaseAccounts').name),
  },
];

const REFUSED: readonly { what: string; set: ParameterSet; parameters: Parameters; message: RegExp }[] = [
  {
    what: 'the private profile without a network',
    set: 'main.private',
    parameters: { network: "{ mode: 'none' }" },
    message: /networkAccess=private needs a network/,
  },
  {
    what: 'a private endpoint of the environment without a network',
    set: 'main',
    parameters: { environmentPrivateEndpoint: 'true' },
    message: /environmentPrivateEndpoint needs a network/,
  },
  {
    what: 'throughput that is no multiple of 1,000',
    set: 'main.private',
    parameters: { cosmos: "{ capacityMode: 'autoscale', maxThroughput: 4500 }" },
    message: /multiple of 1,000/,
  },
  {
    what: 'two producers of one name',
    set: 'main',
    parameters: { producers: `[${producer()}, ${producer()}]` },
    message: /each name must be used once/,
  },
  {
    what: 'the name of a producer that no queue can have',
    set: 'main',
    parameters: { producers: `[${producer({ name: "'Ivr_1'" })}]` },
    message: /a name has lower-case letters/,
  },
  {
    what: 'a producer of a tenant that the API does not allow',
    set: 'main',
    parameters: { producers: `[${producer({ tenantId: `'${OTHER_TENANT}'` })}]` },
    message: /is not in entra.allowedTenants/,
  },
  {
    what: 'a producer without the role of a request',
    set: 'main',
    parameters: { producers: `[${producer({ requests: "['voice.request']" })}]` },
    message: /do not allow each of its requests/,
  },
];

describe.skipIf(bicep === undefined)('parameters beside those of the sets', () => {
  let predictions: Predictions;
  beforeAll(async () => {
    predictions = await Predictions.start(bicep ?? '');
  });
  afterAll(() => predictions?.close());

  it.each(CASES)('$what', async ({ set, parameters, holds }) => {
    expect(holds(await predictions.with(set, parameters))).toBe(true);
  });

  it.each(REFUSED)('refuse $what', async ({ set, parameters, message }) => {
    await expect(predictions.with(set, parameters)).rejects.toThrow(message);
  });

  it.each([
    ['a value of another type', { environmentPrivateEndpoint: '7' }, /Error BCP033: Expected a value of type "bool"/],
    ['a parameter that the template does not have', { nothing: '7' }, /Error BCP259: The parameter "nothing"/],
  ])('are held to the types of the template: %s', async (_, parameters, message) => {
    await expect(predictions.with('main', parameters)).rejects.toThrow(message);
  });

  it.each(PARAMETER_SETS)('are those of the set %s where none is replaced', async (set) => {
    expect(await predictions.with(set, {})).toEqual(await JsonSnapshot.read(set));
  });
});
