import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENTS, EXAMPLES, runProgram } from '../generators.ts';
import { MISSING_VOICE, type Step, STEPS } from './steps.ts';

export const COLLECTION = join(EXAMPLES, 'postman', 'voice-cloning.postman_collection.json');
/** The folder whose requests run in order; the others have each operation once. */
export const TOUR = 'Enroll and speak';

interface Field {
  key: string;
  value?: string;
  type?: string;
  src?: string;
  disabled?: boolean;
  description?: unknown;
}

interface Request {
  method: string;
  description?: { content: string };
  url: { host: string[]; path: string[]; query?: Field[]; variable?: Field[] };
  header?: Field[];
  body?: { mode: string; raw?: string; formdata?: Field[]; options?: object };
}

interface Item {
  name: string;
  description?: string;
  request?: Request;
  item?: Item[];
  event?: object[];
}

/** What is read of an operation in the contract. */
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly schema?: { readonly example?: unknown } }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

/** Which variable has the id in the path of a resource. */
const ID_VARIABLES: Readonly<Record<string, string>> = {
  batches: 'batchId',
  consents: 'consentId',
  operations: 'operationId',
  syntheses: 'synthesisId',
  uploads: 'uploadId',
  voices: 'voiceId',
  'webhook-endpoints': 'webhookEndpointId',
};
const VARIABLES = ['token', 'statementUploadId', ...Object.values(ID_VARIABLES)];

/** The collection that the committed file has to be: the requests of the contract, and a tour through them with checks. */
export async function postmanCollection(contract: string): Promise<string> {
  const { paths } = JSON.parse(await readFile(contract, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const documented = (request: Request) => paths[pathOf(request)]?.[request.method.toLowerCase()] ?? {};
  const folders = (await converted(contract)).item.map((item) => prepared(item, documented));
  const operations = new Map(requestsOf(folders).map((item) => [operationOf(item), item]));
  const collection = {
    info: {
      name: 'Voice cloning API',
      description: `The operations of docs/openapi.json. "${TOUR}" runs in order. Set baseUrl and token first, and choose the two recordings.`,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    event: [
      script(
        "pm.test('has an id that support can find', () => pm.response.to.have.header('X-Request-Id'));",
        "pm.test('is no internal error', () => pm.expect(pm.response.code).to.not.equal(500));",
      ),
    ],
    variable: [
      { key: 'baseUrl', value: 'http://localhost:3000' },
      { key: 'talent', value: 'Voice Talent' },
      { key: 'company', value: 'Contoso' },
      ...VARIABLES.map((key) => ({ key, value: '' })),
    ],
    item: [{ name: TOUR, item: STEPS.map((step, index) => tourItem(step, index, operations)) }, ...folders],
  };
  return `${JSON.stringify(collection, undefined, 1)}\n`;
}

async function converted(contract: string): Promise<{ item: Item[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'postman-'));
  try {
    const file = join(folder, 'collection.json');
    const options = ['folderStrategy=Tags', 'enableOptionalParameters=false'];
    const converter = join(CLIENTS, 'node_modules', '.bin', 'openapi2postmanv2');
    await runProgram([converter, '-s', contract, '-o', file, '-O', options.join(',')], { cwd: CLIENTS });
    return JSON.parse(await readFile(file, 'utf8')) as { item: Item[] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Without ids and made-up values, which differ in each run, and examples of answers, which are megabytes. Values are the examples of the contract; ids in
 * paths are those of earlier requests.
 */
function prepared({ name, description, request, item }: Item, documented: (request: Request) => Operation): Item {
  if (item) return { name, ...(description && { description }), item: item.map((each) => prepared(each, documented)) };
  if (!request) return { name };
  const { method, description: about, url, header = [], body } = request;
  const { parameters = [], requestBody } = documented(request);
  const exampleOf = (key: string): string => {
    const example = parameters.find((parameter) => parameter.name === key)?.schema?.example;
    return typeof example === 'string' || typeof example === 'number' ? String(example) : '';
  };
  const resource = url.path[1] ?? '';
  const variable = (url.variable ?? []).map(({ key }) =>
    key === 'id' && resource in ID_VARIABLES
      ? { key, value: `{{${ID_VARIABLES[resource]}}}` }
      : { key, value: exampleOf(key) },
  );
  const json = requestBody?.content['application/json']?.example;
  const field = ({ key, value, type, disabled }: Field): Field => ({
    key,
    ...(type !== 'file' && {
      value: IMPLICIT.has(key) ? (value ?? '') : key === 'Idempotency-Key' ? '{{$guid}}' : exampleOf(key),
    }),
    ...(type && { type }),
    ...(disabled && { disabled }),
  });
  return {
    name,
    request: {
      method,
      ...(about?.content && { description: { content: about.content } }),
      url: {
        host: url.host,
        path: url.path,
        ...(url.query?.length && { query: url.query.map(field) }),
        ...(variable.length && { variable }),
      },
      // Postman writes the type of a form itself, with its boundary.
      header: header.filter(({ value }) => value !== 'multipart/form-data').map(field),
      ...(body?.formdata && { body: { mode: 'formdata', formdata: body.formdata.map(field) } }),
      ...(json !== undefined && { body: rawBody(json) }),
    },
  };
}

/** Headers that no parameter of the contract describes: Postman takes them from the types of bodies. */
const IMPLICIT: ReadonlySet<string> = new Set(['Accept', 'Content-Type']);

function rawBody(json: unknown): Request['body'] {
  return { mode: 'raw', raw: JSON.stringify(json, undefined, 2), options: { raw: { language: 'json' } } };
}

function requestsOf(items: readonly Item[]): Item[] {
  return items.flatMap((item) => (item.item ? requestsOf(item.item) : [item]));
}

/** `GET /v1/voices/{id}` */
function operationOf({ request }: Item): string {
  return request ? `${request.method} ${pathOf(request)}` : '';
}

function pathOf({ url }: Request): string {
  return `/${url.path.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`;
}

function tourItem(step: Step, index: number, operations: ReadonlyMap<string, Item>): Item {
  const base = operations.get(step.operation)?.request;
  if (!base) throw new Error(`The contract has no ${step.operation}`);
  const missing = step.status === 404 ? [{ key: 'id', value: MISSING_VOICE }] : undefined;
  const variable = missing ?? base.url.variable;
  const accept = base.header?.filter(({ key }) => key === 'Accept' || key === 'Content-Type') ?? [];
  return {
    name: `${index + 1}. ${step.name}`,
    request: {
      method: base.method,
      ...(base.description && { description: base.description }),
      url: {
        host: base.url.host,
        path: base.url.path,
        ...(step.query && { query: Object.entries(step.query).map(([key, value]) => ({ key, value })) }),
        ...(variable && { variable }),
      },
      header: [...accept, ...Object.entries(step.headers ?? {}).map(([key, value]) => ({ key, value }))],
      ...(step.body && { body: rawBody(step.body) }),
      ...(step.form && {
        body: {
          mode: 'formdata',
          formdata: Object.entries(step.form).map(([key, value]) =>
            value.startsWith('@') ? { key, type: 'file', src: value.slice(1) } : { key, type: 'text', value },
          ),
        },
      }),
    },
    event: [
      script(
        `pm.test('answers ${step.status}', () => pm.expect(pm.response.code, pm.response.text()).to.equal(${step.status}));`,
        ...(step.checks ?? []),
      ),
    ],
  };
}

function script(...exec: string[]): object {
  return { listen: 'test', script: { type: 'text/javascript', exec } };
}
