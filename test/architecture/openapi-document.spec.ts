import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { DELIVERED_EVENTS } from '#domain';
import { unresolvedReferences } from '../../apps/api/src/platform/testing/openapi-references.ts';

/** The committed document; `check:generated` makes sure that it is the one that the code makes. */
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');

const VERBS =
  /^(?:Cancel|Check|Count|Create|Delete|Discard|Download|Erase|Estimate|Get|List|Pause|Preview|Receive|Replay|Resubmit|Resume|Retry|Revoke|Rotate|Run|Send|Stream|Submit|Update|Upload|Verify) /;

const VERBS_OF_IDS =
  /^(?:cancel|check|create|delete|discard|estimate|get|list|pause|preview|receive|replay|resubmit|resume|retry|revoke|rotate|run|send|stream|submit|update|upload|verify|watch)[A-Z]/;

interface Documented {
  readonly operationId: string;
}

function operationsOf(document: Record<string, unknown>): Documented[] {
  return Object.values(document['paths'] as Record<string, Record<string, Documented>>).flatMap((item) =>
    Object.values(item),
  );
}

interface Content {
  readonly schema?: { readonly $ref?: string };
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref?: string; readonly value?: unknown }>>;
}
interface Body {
  readonly content?: Readonly<Record<string, Content>>;
}

/** Each body and each answer of the operations. */
function bodiesOf(document: Record<string, unknown>) {
  const items = document['paths'] as Record<
    string,
    Record<string, { requestBody?: Body; responses: Record<string, Body> }>
  >;
  return Object.entries(items).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { requestBody, responses }]) => {
      const bodies = [
        ['requestBody', requestBody ?? {}] as const,
        ...Object.entries(responses).map(([status, body]) => [`responses/${status}`, body] as const),
      ];
      return bodies.flatMap(([place, { content = {} }]) =>
        Object.entries(content).map(([mediaType, described]) => ({
          name: `${method.toUpperCase()} ${path} ${place}`,
          mediaType,
          content: described,
        })),
      );
    }),
  );
}

function examplesOf(document: Record<string, unknown>, { example, examples = {} }: Content): unknown[] {
  const shared = (document['components'] as { examples: Record<string, { value: unknown }> }).examples;
  const named = Object.values(examples).map(({ $ref, value }) =>
    $ref === undefined ? value : shared[$ref.replace('#/components/examples/', '')]?.value,
  );
  return [...(example === undefined ? [] : [example]), ...named];
}

interface Described {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}
interface DescribedOperation extends Described {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly (Described & { readonly name: string })[];
  readonly responses: Readonly<Record<string, Described>>;
}

/** What has no description, no tag or no error. */
function undescribed(document: Record<string, unknown>): string[] {
  const schemas = (document['components'] as { schemas?: Record<string, Described> } | undefined)?.schemas ?? {};
  const isSilent = ({ description, $ref }: Described): boolean =>
    !description && !schemas[$ref?.replace('#/components/schemas/', '') ?? '']?.description;
  const paths = document['paths'] as Record<string, Record<string, DescribedOperation>>;
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  return [
    ...operations.flatMap(({ operationId, summary, description, tags = [], parameters = [], responses }) => [
      ...(summary ? [] : [`${operationId}: summary`]),
      ...(description && !description.startsWith('Requires') ? [] : [`${operationId}: description`]),
      ...(tags.length > 0 ? [] : [`${operationId}: tags`]),
      ...(Object.keys(responses).some((status) => status >= '400') ? [] : [`${operationId}: errors`]),
      ...parameters.filter(isSilent).map(({ name }) => `${operationId}: parameter ${name}`),
      ...Object.entries(responses).flatMap(([status, each]) => (isSilent(each) ? [`${operationId}: ${status}`] : [])),
    ]),
    ...Object.entries(schemas).flatMap(([name, schema]) => [
      ...(schema.description ? [] : [name]),
      ...Object.entries(schema.properties ?? {}).flatMap(([member, each]) =>
        isSilent(each) ? [`${name}.${member}`] : [],
      ),
    ]),
  ];
}

/** Where an enumeration or an object with members is described in place instead of in a component. Forms have to be (ADR 159). */
function unnamedSchemas(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const isComponent = /^\/components\/schemas\/[^/]+$|\/multipart\/form-data\/schema$/.test(path);
  const { enum: values, type, properties } = value as Record<string, unknown>;
  const isUnnamed = !isComponent && (Array.isArray(values) || (type === 'object' && properties !== undefined));
  const members = Object.entries(value).filter(([name]) => name !== 'example' && name !== 'examples');
  return [...(isUnnamed ? [path] : []), ...members.flatMap(([name, each]) => unnamedSchemas(each, `${path}/${name}`))];
}

/** Summaries of the operations that have one, by `method path`. The probes have none. */
function summariesOf(document: Record<string, unknown>): [operation: string, summary: string][] {
  return Object.entries(document['paths'] as Record<string, Record<string, { summary?: string }>>).flatMap(
    ([path, operations]) =>
      Object.entries(operations)
        .filter(() => !path.startsWith('/health'))
        .map(([method, { summary = '' }]): [string, string] => [`${method} ${path}`, summary]),
  );
}

describe('docs/openapi.json', () => {
  let document: Record<string, unknown>;

  beforeAll(async () => {
    document = JSON.parse(await readFile(DOCUMENT, 'utf8')) as Record<string, unknown>;
  });

  it('has no reference that leads nowhere within the whole document', () => {
    expect(unresolvedReferences(document)).toEqual([]);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has a summary for each operation that begins with a verb in the imperative and has at most 60 characters', () => {
    const summaries = summariesOf(document);
    expect(summaries.length).toBeGreaterThan(50);
    expect(summaries.filter(([, summary]) => summary.length > 60 || !VERBS.test(summary))).toEqual([]);
  });

  it('has a summary for each webhook that says what has happened and has at most 60 characters', () => {
    const webhooks = Object.entries(document['webhooks'] as Record<string, { post: { summary: string } }>);
    expect(webhooks.length).toBeGreaterThan(20);
    const wrong = webhooks.filter(
      ([, { post }]) => post.summary.length > 60 || !/^[A-Z]\S* .*[^.]$/.test(post.summary),
    );
    expect(wrong).toEqual([]);
  });

  it('names every enumeration and every object, so that no generator makes up a name for it', () => {
    expect(unnamedSchemas(document)).toEqual([]);
    const broken = { paths: { '/a': { schema: { type: 'array', items: { enum: ['a', 'b'] } } } } };
    expect(unnamedSchemas(broken)).toEqual(['/paths//a/schema/items']);
  });

  it('names nothing with a number at its end', () => {
    const { schemas } = document['components'] as { schemas: object };
    const operationIds = operationsOf(document).map(({ operationId }) => operationId);
    expect([...Object.keys(schemas), ...operationIds].filter((name) => !/^[A-Za-z]+$/.test(name))).toEqual([]);
  });

  it('requires nothing that has a default, and closes requests only', () => {
    const { schemas } = document['components'] as { schemas: Record<string, object> };
    expect(JSON.stringify(document)).not.toContain('"default":{"type"');
    for (const [name, schema] of Object.entries(schemas)) {
      expect(JSON.stringify(schema), name).not.toMatch(/"default":/);
      const isRequest = /^(?:Create|Update|Revoke|Rotate|Grant|ConsentRecording$|LexiconEntry$)/.test(name);
      if (!isRequest) expect(schema, name).not.toHaveProperty('additionalProperties', false);
    }
  });

  it('begins each operation id with a verb', () => {
    const ids = operationsOf(document).map(({ operationId }) => operationId);
    expect(ids.filter((id) => !VERBS_OF_IDS.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes every operation, parameter, answer, schema and member', () => {
    expect(undescribed(document)).toEqual([]);
    const broken = { paths: { '/a': { get: { operationId: 'getA', summary: 'Get', tags: [], responses: {} } } } };
    expect(undescribed(broken)).toEqual(['getA: description', 'getA: tags', 'getA: errors']);
  });

  it('has an example of each JSON body and answer, which its own schema accepts', () => {
    const ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: true }));
    ajv.addSchema(document, 'document');
    const validators = new Map<string, ReturnType<typeof ajv.compile>>();
    const validatorOf = (reference: string) => {
      const known = validators.get(reference) ?? ajv.compile({ $ref: `document${reference}` });
      validators.set(reference, known);
      return known;
    };
    const wrong = bodiesOf(document).flatMap(({ name, mediaType, content }) => {
      if (!mediaType.endsWith('json')) return [];
      const examples = examplesOf(document, content);
      if (examples.length === 0) return [`${name} has no example`];
      const validate = validatorOf(content.schema?.$ref ?? '');
      return examples.flatMap((example) => (validate(example) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`]));
    });
    expect(wrong).toEqual([]);
  });

  it('says of each operation that charges a budget that the budget may be exhausted', () => {
    const charging = (operationsOf(document) as DescribedOperation[]).filter(({ responses }) =>
      responses['429']?.description?.includes('budget-exhausted'),
    );
    expect(charging.map(({ operationId }) => operationId).toSorted()).toEqual(
      ['createBatch', 'createOpenAiSpeech', 'createSynthesis', 'retryBatch', 'streamSpeech'].toSorted(),
    );
  });

  it('lists an event of each kind under webhooks, and no other', () => {
    expect(Object.keys(document['webhooks'] as object).toSorted()).toEqual([...DELIVERED_EVENTS].toSorted());
  });

  it('would not pass with a reference into a schema instead of the document', () => {
    const broken = { components: { schemas: { A: { $ref: '#/$defs/A', $defs: { A: { type: 'object' } } } } } };
    expect(unresolvedReferences(broken)).toEqual(['#/$defs/A']);
  });
});
