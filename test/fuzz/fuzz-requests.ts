import fc from 'fast-check';
import { type ContractOperation, type Json, operationsOf, type Parameter, resolved } from './contract-operations.ts';
import { PLACEHOLDER, SchemaValues } from './schema-values.ts';

/** Who asks: an administrator, a reader of the same tenant, an administrator of another tenant, somebody without a token or with a broken one. */
export type Caller = 'administrator' | 'reader' | 'stranger' | 'nobody' | 'forger';

/** A part of a form: a value, or the name of a file. */
export interface FormPart {
  readonly name: string;
  readonly value?: string;
  readonly file?: 'statement' | 'sample' | 'noise' | 'empty' | 'text';
}

/** Ids of resources in it are placeholders (`~vce.2~`) until it is sent, so that the same seed makes the same request. */
export interface FuzzRequest {
  readonly operation: string;
  readonly method: string;
  readonly target: string;
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly form?: readonly FormPart[];
}

const CALLERS = fc.oneof(
  { weight: 30, arbitrary: fc.constant<Caller>('administrator') },
  { weight: 1, arbitrary: fc.constantFrom<Caller>('reader', 'stranger', 'nobody', 'forger') },
);
/** A request is to take a second at most. */
const PREFER = ['wait=0', 'wait=1', 'wait=1, foo', 'wait=-1', 'wait=x', 'respond-async', 'wait=999'];
const ACCEPT = [
  '*/*',
  'application/json',
  'image/png',
  'image/*;q=0.5, */*;q=0.1',
  'text/html',
  'audio/mpeg',
  ';q=',
  'image/png;q=2',
];
const ODD = [
  '',
  ' ',
  'x',
  '%',
  '"',
  '0',
  '-1',
  'a,b',
  '{}',
  '[]',
  'ümläut',
  '*',
  'W/"x"',
  'bytes=0-1',
  'null',
  '1e3',
  '../x',
  '\u0000',
  '99999999999999999999',
];
const RANGES = [
  'bytes=0-1',
  'bytes=-1',
  'bytes=5-',
  'bytes=9-1',
  'bytes=0-0,2-3',
  'bytes=99999999-',
  'Bytes=0-1',
  'items=0-1',
  'bytes=',
];
const TAGS = ['*', '"x"', 'W/"x"', '"a", "b"', '""', 'x', '"'];
const OTHER_MEDIA_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=latin1',
  'multipart/form-data',
  'x',
];
const FILES = ['statement', 'sample', 'noise', 'empty', 'text'] as const;
/** Parameters of which the schema says too little to hit something. */
const KNOWN_VALUES: Readonly<Record<string, (fitting: fc.Arbitrary<string>) => fc.Arbitrary<string>>> = {
  Prefer: () => fc.constantFrom(...PREFER),
  Range: () => fc.constantFrom(...RANGES),
  'If-Match': () => fc.constantFrom(...TAGS),
  'If-None-Match': () => fc.constantFrom(...TAGS),
  'If-Range': () => fc.constantFrom(...TAGS),
  'Idempotency-Key': (fitting) => fc.oneof({ weight: 9, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fitting }),
  sequenceNumber: (fitting) => fc.oneof(fc.constantFrom('~dlq.0~', '~dlq.1~'), fitting),
  source: (fitting) => fc.oneof({ weight: 6, arbitrary: fc.constant('studio') }, { weight: 1, arbitrary: fitting }),
  deliveryId: (fitting) =>
    fc.oneof(
      { weight: 8, arbitrary: fc.nat({ max: 2 }).map((index) => `~dlv.${index}~`) },
      { weight: 1, arbitrary: fitting },
    ),
  queue: (fitting) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant('speech-synthesis') }, { weight: 1, arbitrary: fitting }),
};

/** Requests to each operation of an OpenAPI document: right ones by its schemas, and ones that are wrong in a place. */
export class FuzzRequests {
  readonly operations: readonly ContractOperation[];
  private readonly values: SchemaValues;

  constructor(private readonly document: Json) {
    this.operations = operationsOf(document);
    this.values = new SchemaValues(document);
  }

  to(operation: ContractOperation): fc.Arbitrary<FuzzRequest> {
    const content = fc.oneof(
      { weight: 12, arbitrary: this.rightContent(operation) },
      { weight: 9, arbitrary: this.wrongContent(operation) },
    );
    const more = fc.oneof(
      { weight: 15, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'limitt=5',
          'dryRun=true',
          'a=b&a=c',
          'link=x',
          '=',
          'limit=1&limit=2',
          '__proto__=1',
        ),
      },
    );
    return fc
      .tuple(this.parametersOf(operation), content, CALLERS, more, accept(), methods(operation.method))
      .map(([parameters, { headers, ...sent }, caller, query, accepted, method]) => ({
        operation: operation.operationId,
        method,
        target: withPairedIds(targetOf(operation.path, parameters, query)),
        caller,
        headers: { ...headersOf(parameters), ...headers, ...accepted },
        ...sent,
      }));
  }

  private parametersOf({ parameters }: ContractOperation): fc.Arbitrary<readonly Given[]> {
    const each = parameters.map((parameter) => {
      const value = this.valueOf(parameter).map((text) => ({ parameter, text }));
      if (parameter.in === 'path') return value;
      return fc.option(value, { nil: undefined, freq: parameter.required ? 25 : 1 });
    });
    return fc.tuple(...each).map((given) => given.filter((one) => one !== undefined));
  }

  private valueOf({ name, in: place, schema }: Parameter): fc.Arbitrary<string> {
    const fitting = this.values
      .right(schema)
      .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const right = KNOWN_VALUES[name]?.(fitting) ?? fitting;
    const odd = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'binary', maxLength: 20 }));
    return fc.oneof({ weight: place === 'header' ? 5 : 9, arbitrary: right }, { weight: 1, arbitrary: odd });
  }

  private rightContent(operation: ContractOperation): fc.Arbitrary<Content> {
    const { body } = operation;
    if (!body) return fc.constant({ headers: {} });
    if (body.mediaType === 'multipart/form-data') return this.partsOf(operation).map((form) => ({ headers: {}, form }));
    return this.rightBody(operation).map((value) => json(body.mediaType, JSON.stringify(value)));
  }

  private wrongContent(operation: ContractOperation): fc.Arbitrary<Content> {
    const { body, method } = operation;
    if (!body) {
      if (method !== 'POST') return fc.constant({ headers: {} });
      return fc.constantFrom('{}', 'null', '{"a":1}', '{', '[]').map((text) => json('application/json', text));
    }
    if (body.mediaType === 'multipart/form-data') return this.wrongForm(operation);
    const right = this.rightBody(operation);
    const mutated = this.values.wrong(right).map((value) => json(body.mediaType, JSON.stringify(value) ?? ''));
    const cut = fc
      .tuple(right, fc.nat(), fc.constantFrom('', '}', ',"a":1}', '\u0000'))
      .map(([value, at, tail]) => JSON.stringify(value).slice(0, at % JSON.stringify(value).length) + tail)
      .map((text) => json(body.mediaType, text));
    const otherType = fc
      .tuple(right, fc.constantFrom(...OTHER_MEDIA_TYPES))
      .map(([value, type]) => json(type, JSON.stringify(value)));
    return fc.oneof(
      { weight: 12, arbitrary: mutated },
      { weight: 1, arbitrary: cut },
      { weight: 1, arbitrary: otherType },
      {
        weight: 1,
        arbitrary: fc.jsonValue({ maxDepth: 2 }).map((value) => json(body.mediaType, JSON.stringify(value))),
      },
      { weight: 1, arbitrary: fc.constant<Content>({ headers: {} }) },
    );
  }

  private rightBody({ body }: ContractOperation): fc.Arbitrary<unknown> {
    if (!body) return fc.constant(undefined);
    const fitting = this.values.right(body.schema);
    if (body.example === undefined) return fitting;
    const example = this.values.examples(body.example);
    // What the schema cannot say, such as that there is a text or SSML, holds in an example: with members from elsewhere it often still does.
    const both = fc
      .tuple(example, fitting, fc.nat())
      .map(([base, other, which]) => withOneMemberOf(base as Json, other as Json, which));
    return fc.oneof(
      { weight: 2, arbitrary: example },
      { weight: 2, arbitrary: this.values.partOfExample(body.schema, body.example) },
      { weight: 2, arbitrary: both },
      { weight: 1, arbitrary: fitting },
    );
  }

  private partsOf({ body }: ContractOperation): fc.Arbitrary<readonly FormPart[]> {
    const { properties = {}, required = [] } = resolved(this.document, body?.schema ?? {}) as FormSchema;
    const parts = Object.entries(properties).map(([name, member]) => {
      const schema = resolved(this.document, member);
      const part =
        schema['format'] === 'binary'
          ? fc
              .constantFrom<NonNullable<FormPart['file']>>('statement', 'sample', 'sample', ...FILES)
              .map((file) => ({ name, file }))
          : this.values.right(schema).map((value) => ({ name, value: String(value) }));
      return required.includes(name) ? part : fc.option<FormPart, undefined>(part, { nil: undefined });
    });
    return fc.tuple(...parts).map((given) => given.filter((part) => part !== undefined));
  }

  private wrongForm(operation: ContractOperation): fc.Arbitrary<Content> {
    const mutated = fc
      .tuple(
        this.partsOf(operation),
        fc.nat(),
        fc.constantFrom('drop', 'double', 'reverse', 'rename', 'swap', 'odd'),
        fc.constantFrom(...ODD),
      )
      .map(([parts, at, how, odd]) => ({ headers: {}, form: mutatedForm(parts, at, how, odd) }));
    const broken = fc
      .constantFrom(
        '',
        '--b--\r\n',
        '--b\r\n\r\n',
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx',
        '{}',
      )
      .map((text) => json('multipart/form-data; boundary=b', text));
    const noForm = fc.constantFrom('{}', 'a=b').map((text) => json('application/x-www-form-urlencoded', text));
    return fc.oneof(
      { weight: 8, arbitrary: mutated },
      { weight: 1, arbitrary: broken },
      { weight: 1, arbitrary: noForm },
    );
  }
}

type Content = Pick<FuzzRequest, 'headers' | 'body' | 'form'>;
interface Given {
  readonly parameter: Parameter;
  readonly text: string;
}
interface FormSchema {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
}

const json = (mediaType: string, body: string): Content => ({ headers: { 'content-type': mediaType }, body });

/** HEAD is answered like GET. */
const methods = (method: string): fc.Arbitrary<string> =>
  method === 'GET' ? fc.constantFrom(...Array.from({ length: 15 }, () => method), 'HEAD') : fc.constant(method);

/** A delivery belongs to an endpoint: both have the same index. */
function withPairedIds(target: string): string {
  const [, index] = /~dlv\.(\d+)~/.exec(target) ?? [];
  return index === undefined ? target : target.replace(/~whe\.\d+~/, `~whe.${index}~`);
}

const accept = (): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom(...ACCEPT).map((value) => ({ accept: value })) },
  );

function withOneMemberOf(base: Json, other: Json, which: number): Json {
  const names = Object.keys(other).filter((name) => !(name in base));
  const name = names[which % Math.max(names.length, 1)];
  return name === undefined ? base : { ...base, [name]: other[name] };
}

function mutatedForm(parts: readonly FormPart[], at: number, how: string, odd: string): readonly FormPart[] {
  const index = at % Math.max(parts.length, 1);
  const chosen = parts[index];
  if (!chosen || how === 'drop') return parts.toSpliced(index, 1);
  if (how === 'double') return [...parts, chosen];
  if (how === 'reverse') return parts.toReversed();
  if (how === 'rename') return parts.with(index, { ...chosen, name: odd === '' ? 'other' : odd });
  if (how === 'odd') return parts.with(index, { name: chosen.name, value: odd });
  return parts.with(index, chosen.file ? { name: chosen.name, value: 'x' } : { name: chosen.name, file: 'text' });
}

function targetOf(path: string, given: readonly Given[], more: string | undefined): string {
  const values = new Map(
    given.flatMap(({ parameter, text }) => (parameter.in === 'path' ? [[parameter.name, text] as const] : [])),
  );
  // Dots alone would be taken for a step in the path; a percent sign alone stays, as a client that does not encode sends it.
  const segment = (text: string) =>
    /^\.*$/.test(text) ? 'x' : text === '%' ? text : encodeURIComponent(text.toWellFormed());
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(values.get(name) ?? ''));
  const query = given.flatMap(({ parameter, text }) =>
    parameter.in === 'query' ? [`${parameter.name}=${encodeURIComponent(text.toWellFormed())}`] : [],
  );
  const search = [...query, ...(more === undefined ? [] : [more])].join('&');
  return search === '' ? target : `${target}?${search}`;
}

function headersOf(given: readonly Given[]): Record<string, string> {
  return Object.fromEntries(
    given.flatMap(({ parameter, text }) =>
      parameter.in === 'header' ? [[parameter.name, text.replaceAll(/[^\t\x20-\x7E\x80-\xFF]/g, '?')]] : [],
    ),
  );
}

/** The request with ids for its placeholders. @param idOf the id of the resource of a kind (`vce`) with an index */
export function withIds(request: FuzzRequest, idOf: (kind: string, index: number) => string): FuzzRequest {
  const text = JSON.stringify(request).replaceAll(PLACEHOLDER, (_, kind: string, index: string) =>
    idOf(kind, Number(index)),
  );
  return JSON.parse(text) as FuzzRequest;
}
