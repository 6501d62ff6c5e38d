import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { ConfigError, loadConfig } from '#config';

const texts = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** What the check of references reads of a service; its form is the schema's business. */
const service = z.object({
  image: z.string().optional(),
  entrypoint: z.array(z.string()).default([]),
  build: z.object({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  network_mode: z.string().optional(),
  networks: z.array(z.string()).default([]),
  depends_on: z
    .union([
      z.array(z.string()).transform((names) => Object.fromEntries(names.map((name) => [name, { condition: '' }]))),
      z.record(z.string(), z.object({ condition: z.string() })),
    ])
    .default({}),
  environment: z.record(z.string(), texts).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  healthcheck: z.unknown().optional(),
});
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()).default({}),
  networks: z.record(z.string(), z.unknown()).default({}),
});
type ComposeFile = z.output<typeof composeFile>;
type Service = z.output<typeof service>;

/** What a compose file is checked against. */
export interface ComposeRules {
  /** JSON Schemas of compose files, by a name for messages. */
  readonly schemas: Readonly<Record<string, AnySchema>>;
  /** Variables of docs/configuration.md. */
  readonly variables: ReadonlySet<string>;
  /** Variables of the sandbox, as docs/sandbox.md lists them. */
  readonly sandboxVariables: ReadonlySet<string>;
  /** Stages of the Dockerfile. */
  readonly stages: ReadonlySet<string>;
  /** Entries of the images' bundles that a container may run. */
  readonly commands: readonly string[];
  /** Whether this file may set ALLOW_ACCOUNT_KEYS. */
  readonly allowsAccountKeys: boolean;
}

/** Services of the product, whose environment is its configuration. */
const DEPLOYABLES = ['api', 'worker'];
/** Read by Node and by the libraries of Azure, not by the configuration. */
const OF_LIBRARIES = ['NODE_EXTRA_CA_CERTS', 'AZURE_TOKEN_CREDENTIALS', 'AZURE_CLIENT_ID', 'IDENTITY_HEADER'];
const THIS_MACHINE = ['localhost', '127.0.0.1'];
/** Made here, and hardened alike. */
const OWN_IMAGE = /\/voice-cloning-backend\//;

/**
 * Everything that is wrong with a compose file: its form, names that lead nowhere, and values that the product would refuse.
 * @param path where the file is, for the files that it names
 */
export function composeProblems(path: string, text: string, rules: ComposeRules): readonly string[] {
  const document = parseDocument(text, { merge: true });
  const mistakes = [...document.errors, ...document.warnings].map(({ message }) => message);
  if (mistakes.length > 0) return mistakes;
  const content: unknown = document.toJS();
  const malformed = Object.entries(rules.schemas).flatMap(([name, schema]) => schemaProblems(name, schema, content));
  if (malformed.length > 0) return malformed;
  const file = composeFile.safeParse(content);
  if (!file.success) return file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return [
    ...Object.entries(file.data.services).flatMap(([name, each]) =>
      [
        ...referenceProblems(each, file.data),
        ...fileProblems(each, dirname(path), rules),
        ...environmentProblems(name, each, rules),
        ...hardeningProblems(each, content, name),
      ].map((problem) => `${name}: ${problem}`),
    ),
    ...unusedProblems(file.data),
    ...buildProblems(file.data),
  ];
}

/** The environment of a service, with the defaults of `${NAME:-default}` in it. @throws ZodError when the file has no such form */
export function environmentOf(text: string, name: string): Readonly<Record<string, string>> {
  const { services } = composeFile.parse(parseDocument(text, { merge: true }).toJS());
  return interpolated(services[name]?.environment ?? {});
}

function schemaProblems(name: string, schema: AnySchema, content: unknown): string[] {
  // It writes its dialect, draft 07, with https, which is the name of none.
  const { $schema: _, ...rest } = schema as { $schema?: string };
  const settings = { allErrors: true, strict: false, validateFormats: false, logger: false } as const;
  const validate = new Ajv(settings).compile(rest);
  if (validate(content)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)} (${name})`,
  );
}

function referenceProblems(each: Service, file: ComposeFile): string[] {
  const problems: string[] = [];
  const isService = (name: string) => Object.hasOwn(file.services, name);
  for (const [name, { condition }] of Object.entries(each.depends_on)) {
    if (!isService(name)) problems.push(`depends_on names ${name}, which is no service`);
    else if (condition === 'service_healthy' && file.services[name]?.healthcheck === undefined) {
      problems.push(`waits for ${name} to be healthy, which has no healthcheck`);
    }
  }
  const [mode, host = ''] = (each.network_mode ?? '').split(':');
  if (mode === 'service' && !isService(host)) problems.push(`network_mode names ${host}, which is no service`);
  if (mode === 'service' && each.ports.length > 0) problems.push('publishes ports in the network of another service');
  for (const network of each.networks) {
    if (!Object.hasOwn(file.networks, network)) problems.push(`networks names ${network}, which is not defined`);
  }
  for (const volume of each.volumes.map(sourceOf).filter((source) => !isPath(source))) {
    if (!Object.hasOwn(file.volumes, volume)) problems.push(`volumes names ${volume}, which is not defined`);
  }
  // Hosts in the URLs of its environment are services of this network, or this machine.
  for (const [name, value] of Object.entries(interpolated(each.environment))) {
    for (const [, hostName = ''] of value.matchAll(/\b(?:https?|wss?|sb|rediss?):\/\/([\w.-]+)/g)) {
      if (!THIS_MACHINE.includes(hostName) && !isService(hostName))
        problems.push(`${name} names ${hostName}, which is no service`);
    }
  }
  return problems;
}

function unusedProblems(file: ComposeFile): string[] {
  const services = Object.values(file.services);
  const usedVolumes = new Set(services.flatMap(({ volumes }) => volumes.map(sourceOf)));
  const usedNetworks = new Set(services.flatMap(({ networks }) => networks));
  const published = services.flatMap(({ ports }) => ports.map((port) => port.split(':').slice(0, -1).join(':')));
  return [
    ...Object.keys(file.volumes)
      .filter((name) => !usedVolumes.has(name))
      .map((name) => `volume ${name} is not used`),
    ...Object.keys(file.networks)
      .filter((name) => !usedNetworks.has(name))
      .map((name) => `network ${name} is not used`),
    ...published.filter((port, index) => published.indexOf(port) !== index).map((port) => `${port} is published twice`),
    ...published.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${port} is published beyond loopback`),
  ];
}

/** Compose builds all at the same time, where the second export of a tag fails (`already exists`); and nobody has the project's images but who builds them. */
function buildProblems({ services }: ComposeFile): string[] {
  const built = Object.values(services).flatMap(({ build, image }) => (build === undefined ? [] : [image ?? '']));
  return [
    ...built
      .filter((image, index) => built.indexOf(image) !== index)
      .map((image) => `two services build ${image}: one of them is enough`),
    ...Object.entries(services)
      .filter(([, { build, image = '' }]) => build === undefined && OWN_IMAGE.test(image) && !built.includes(image))
      .map(([name, { image }]) => `${name}: no service builds ${image}`),
  ];
}

function fileProblems(each: Service, folder: string, { stages, commands }: ComposeRules): string[] {
  const problems = each.volumes
    .map(sourceOf)
    .filter((source) => isPath(source) && !existsSync(join(folder, source)))
    .map((source) => `there is no ${source}`);
  for (const [, entry = ''] of each.entrypoint.map((part) => /^\/app\/bundle\/(.*)$/.exec(part) ?? [])) {
    if (entry !== '' && !commands.includes(entry)) problems.push(`the images hold no ${entry}`);
  }
  const target = each.build?.target;
  if (target !== undefined && !stages.has(target)) problems.push(`the Dockerfile has no stage ${target}`);
  return problems;
}

function environmentProblems(name: string, each: Service, rules: ComposeRules): string[] {
  const names = Object.keys(each.environment);
  if (name === 'sandbox') {
    const unknown = names.filter((variable) => !rules.sandboxVariables.has(variable));
    return unknown.map((variable) => `docs/sandbox.md has no variable ${variable}`);
  }
  if (!DEPLOYABLES.includes(name)) return [];
  const known = new Set([...rules.variables, ...OF_LIBRARIES]);
  const problems = names
    .filter((variable) => !known.has(variable))
    .map((variable) => `docs/configuration.md has no variable ${variable}`);
  if (!rules.allowsAccountKeys && names.includes('ALLOW_ACCOUNT_KEYS')) {
    problems.push('sets ALLOW_ACCOUNT_KEYS, which is for the emulators only');
  }
  try {
    loadConfig(interpolated(each.environment));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
  }
  return problems;
}

/** What the images are made for: an own user, a root file system that is only read, no capability, no way to gain one. */
function hardeningProblems({ image = '' }: Service, content: unknown, name: string): string[] {
  if (!OWN_IMAGE.test(image)) return [];
  const wanted = {
    user: '65532:65532',
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  };
  const found = (content as { services: Record<string, Record<string, unknown>> }).services[name] ?? {};
  return Object.entries(wanted)
    .filter(([key, value]) => JSON.stringify(found[key]) !== JSON.stringify(value))
    .map(([key, value]) => `${key} must be ${JSON.stringify(value)}`);
}

function interpolated(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll(/\$\{\w+(?::-([^}]*))?[^}]*\}/g, '$1')]),
  );
}

function sourceOf(volume: string): string {
  return volume.split(':', 1)[0] ?? '';
}

function isPath(source: string): boolean {
  return source.startsWith('.') || source.startsWith('/');
}

/** Variables that a page describes: each table row begins with one or several, in backquotes; further ones may be in the text. */
export function variablesOf(page: string, pattern: RegExp): ReadonlySet<string> {
  return new Set(Array.from(readFileSync(page, 'utf8').matchAll(pattern), ([, name = '']) => name));
}
