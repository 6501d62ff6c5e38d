import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { asyncApiDocument } from './async-api.ts';
import { clientContract } from './client-contract.ts';
import { errorPageTexts } from './error-page-texts.ts';
import { decisionIndex } from './decision-records.ts';
import { formatted } from './formatted.ts';
import { rightsDocument } from './rights-document.ts';
import {
  blobTable,
  cosmosTable,
  producersTable,
  queuesTable,
  retentionTable,
  workerAppsTable,
} from './infra-tables.ts';
import { metricsPage } from './metrics-page.ts';
import { policiesPage } from './policy-page.ts';
import type { RouteSchemas } from './producer-messages.ts';
import { azureQueues, emulatorQueues, producerQueues, queuesPage } from './queue-documents.ts';
import { ACCOUNT_KEYS, ConfigError, environmentSchema, loadConfig, SECRETS_OF_HOOKS, VARIABLES } from '#config';
import { BLOB_CONTAINER_TABLE, COSMOS_CONTAINERS, STORAGE_LIFECYCLE, UPLOAD_CORS } from '#storage';

/** Documents that are committed and made from the code, by their paths from the top. They are made from `dist`: build first. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/adr/README.md': decisions,
  'docs/openapi.json': openApiDocument,
  'docs/asyncapi.json': messagesOfQueues,
  'docs/configuration.md': configurationTable,
  'libs/client/src/generated/contract.ts': typesOfClient,
  'apps/api/src/errors/generated/texts.ts': textsOfErrorPages,
  'docs/metrics.md': () => formatted('docs/metrics.md', metricsPage()),
  'docs/policies.md': () => formatted('docs/policies.md', policiesPage()),
  'docs/queues.md': () => formatted('docs/queues.md', queuesPage()),
  'apps/sandbox/blob-containers.json': blobContainers,
  'apps/sandbox/cosmos-containers.json': cosmosContainers,
  'apps/sandbox/rights.json': sandboxRights,
  'apps/sandbox/variables.json': () => json('apps/sandbox/variables.json', variablesOfDeployables()),
  'apps/sandbox/queues.json': () => formatted('apps/sandbox/queues.json', JSON.stringify(azureQueues())),
  'apps/sandbox/producer-queues.json': () =>
    formatted('apps/sandbox/producer-queues.json', JSON.stringify(producerQueues())),
  'docker/emulators/Config.json': () => formatted('docker/emulators/Config.json', JSON.stringify(emulatorQueues())),
  'infra/generated/blob-containers.json': () => json('infra/generated/blob-containers.json', blobTable()),
  'infra/generated/cosmos-containers.json': () => json('infra/generated/cosmos-containers.json', cosmosTable()),
  'infra/generated/producers.json': () => json('infra/generated/producers.json', producersTable()),
  'infra/generated/queues.json': () => json('infra/generated/queues.json', queuesTable()),
  'infra/generated/retention.json': () => json('infra/generated/retention.json', retentionTable()),
  'infra/generated/worker-apps.json': () => json('infra/generated/worker-apps.json', workerAppsTable()),
};

const HOME = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

async function version(): Promise<string> {
  return (JSON.parse(await readFile(join(HOME, 'package.json'), 'utf8')) as { version: string }).version;
}

/** In a process of its own: decorators need compiled code, and what it may not do (connect, listen) shows when it does not end. */
async function openApiDocument(): Promise<string> {
  const program = join(HOME, 'dist', 'apps', 'api', 'src', 'openapi.main.js');
  const { stdout } = await run(process.execPath, [program], {
    cwd: HOME,
    env: {},
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Requests of producers have the bodies of routes: from the document as it stands on disk, which is written or checked before. */
async function messagesOfQueues(): Promise<string> {
  const routes = JSON.parse(await readFile(join(HOME, 'docs', 'openapi.json'), 'utf8')) as RouteSchemas;
  return `${JSON.stringify(asyncApiDocument(await version(), routes), undefined, 2)}\n`;
}

/** From the document as it stands on disk, which is written or checked before. */
async function typesOfClient(): Promise<string> {
  const document = await readFile(join(HOME, 'docs', 'openapi.json'), 'utf8');
  return formatted('libs/client/src/generated/contract.ts', await clientContract(document));
}

async function textsOfErrorPages(): Promise<string> {
  const document = await readFile(join(HOME, 'docs', 'errors.md'), 'utf8');
  return formatted('apps/api/src/errors/generated/texts.ts', errorPageTexts(document));
}

/** From which the sandbox makes its containers: it shares no code with the deployables. */
async function cosmosContainers(): Promise<string> {
  return json('apps/sandbox/cosmos-containers.json', { containers: Object.values(COSMOS_CONTAINERS) });
}

async function decisions(): Promise<string> {
  const folder = join(HOME, 'docs', 'adr');
  const files = (await readdir(folder)).filter((file) => file !== 'README.md');
  const pages = files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const);
  return formatted('docs/adr/README.md', decisionIndex(Object.fromEntries(await Promise.all(pages))));
}

async function blobContainers(): Promise<string> {
  return json('apps/sandbox/blob-containers.json', {
    containers: BLOB_CONTAINER_TABLE,
    uploadCors: UPLOAD_CORS,
    lifecycle: STORAGE_LIFECYCLE,
  });
}

function json(path: string, value: object): Promise<string> {
  return formatted(path, JSON.stringify(value));
}

/** Which the launcher passes on to the deployables: it shares no code with them. */
function variablesOfDeployables(): object {
  return { variables: VARIABLES, accountKeys: ['ALLOW_ACCOUNT_KEYS', ...ACCOUNT_KEYS], prefixes: [SECRETS_OF_HOOKS] };
}

/** Which identity has which role where, as the template has it. */
async function sandboxRights(): Promise<string> {
  const snapshot = (name: string) => readFile(join(HOME, 'infra', `${name}.snapshot.json`), 'utf8');
  const [main, idle, closed, byo] = await Promise.all([
    snapshot('main'),
    snapshot('main.idle'),
    snapshot('main.private'),
    snapshot('main.byo'),
  ]);
  const document = rightsDocument({ main, idle, private: closed, byo });
  return formatted('apps/sandbox/rights.json', JSON.stringify(document));
}

const variableSchema = z.object({
  description: z.string().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

async function configurationTable(): Promise<string> {
  const { properties } = z.toJSONSchema(environmentSchema, { unrepresentable: 'any' });
  // The default of a variable that is taken apart stands before that, at its input.
  const inputs = z.toJSONSchema(environmentSchema, { unrepresentable: 'any', io: 'input' }).properties ?? {};
  const required = requirements();
  const rows = Object.entries(properties ?? {}).map(([name, property]) => {
    const variable = variableSchema.parse(property);
    const given = variable.default ?? variableSchema.parse(inputs[name]).default;
    const standard = given === undefined ? '' : `\`${given}\``;
    return `| \`${name}\` | ${standard} | ${meaningOf(name, variable)} | ${required.get(name) ?? ''} |`;
  });
  const text = `# Configuration

Generated from \`libs/config/src/environment.ts\` by \`npm run generate\`; do not edit it here.

The API and the worker read the same environment variables once, at start. An empty variable counts as not set. If variables are invalid, the
process prints all of them and exits with 78 (\`EX_CONFIG\`). A variable that is not in the table but looks like one of it is named with the one that was
probably meant; it does not prevent the start. \`npm start\`, \`npm run dev\` and \`npm run demo\` pass these variables on, except for those that name Azure resources.

Each source of \`HOOK_SOURCES\` has its secrets in a variable of its own, \`HOOK_SECRETS_{NAME}\`: see [webhooks.md](webhooks.md#sending-webhooks-to-the-api).

| Variable | Default | Meaning | Required |
| --- | --- | --- | --- |
${rows.join('\n')}

Libraries read some more. \`AZURE_CLIENT_ID\` selects a user-assigned managed identity, and \`AZURE_TOKEN_CREDENTIALS\` the kind of credential
(\`@azure/identity\`). \`NODE_EXTRA_CA_CERTS\` names a file with additional certificate authorities (Node.js).
`;
  return formatted('docs/configuration.md', text);
}

/** Which variables must be set, as an empty environment is told. */
function requirements(): ReadonlyMap<string, string> {
  const required = new Map<string, string>();
  for (const problem of problemsOfEmptyEnvironment()) {
    const names = problem.slice(0, problem.indexOf(':')).split(', ');
    for (const name of names) {
      const others = names.filter((other) => other !== name).map((other) => `\`${other}\``);
      required.set(name, others.length > 0 ? `this or ${others.join(' or ')}` : 'yes');
    }
  }
  return required;
}

function problemsOfEmptyEnvironment(): readonly string[] {
  try {
    loadConfig({});
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function meaningOf(name: string, variable: z.infer<typeof variableSchema>): string {
  const { description, enum: choices, minimum, maximum = Number.MAX_SAFE_INTEGER } = variable;
  const bounds =
    minimum === undefined
      ? ''
      : maximum === Number.MAX_SAFE_INTEGER
        ? `${minimum} or more`
        : `${minimum} to ${maximum}`;
  const allowed = choices?.map((choice) => `\`${choice}\``).join(', ') ?? bounds;
  const unit = name.endsWith('_MS') ? 'milliseconds' : name.endsWith('_BYTES') ? 'bytes' : '';
  const details = [unit, allowed].filter((part) => part !== '').join(', ');
  if (description === undefined) return details;
  return details === '' ? asMarkdown(description) : `${asMarkdown(description)} (${details})`;
}

/** Addresses are code, so that `{name}` in them is not taken for anything else; a bar would end the cell. */
function asMarkdown(text: string): string {
  return text.replaceAll(/\b(?:https?|wss?):\/\/\S+/g, '`$&`').replaceAll('|', '\\|');
}
