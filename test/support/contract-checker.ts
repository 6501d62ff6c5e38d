import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';

/** Answered, and not declared on purpose: generators would make a method of it that returns nothing. See ADR 139. */
const UNDECLARED = (operationId: string, status: number): boolean =>
  status === 304 || (operationId === 'watchOperation' && status === 204);

interface Answer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
  readonly 'x-problem-codes'?: readonly string[];
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** What was answered. Bodies are given for JSON only. */
export interface Given {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  /** Of the answer; those that the document declares somewhere must be declared for it. */
  readonly headers?: Headers;
  readonly body?: string | undefined;
}

/** Compares what an API answers with docs/openapi.json: statuses, media types, bodies, and the codes of problems. */
export class ContractChecker {
  private readonly ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: true }));
  /** All that the document declares, in lower case. */
  private readonly headers: ReadonlySet<string>;
  private readonly routes: readonly { readonly pattern: RegExp; readonly path: string }[];

  constructor(private readonly document: Document = committedDocument()) {
    this.ajv.addSchema(document, 'document');
    const answers = Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ responses }) => Object.values(responses));
    this.headers = new Set(
      answers.flatMap(({ headers = {} }) => Object.keys(headers).map((header) => header.toLowerCase())),
    );
    const parameters = (path: string) => path.split('{').length;
    this.routes = Object.keys(document.paths)
      .toSorted((a, b) => parameters(a) - parameters(b))
      .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  }

  /** What is wrong with an answer; nothing where the document has no such route. */
  problemsOf(given: Given): string[] {
    const operation = this.operationOf(given);
    if (!operation) return [];
    const { operationId, responses } = operation;
    const name = `${operationId} answered ${given.status}`;
    const declared = responses[String(given.status)];
    if (!declared) return UNDECLARED(operationId, given.status) ? [] : [`${name}, which is not declared`];
    return [...this.undeclaredHeaders(name, declared, given.headers), ...this.contentProblems(name, declared, given)];
  }

  private contentProblems(name: string, declared: Answer, given: Given): string[] {
    const mediaType = given.contentType.split(';')[0]?.trim() ?? '';
    const { content } = declared;
    if (!content) return mediaType === '' ? [] : [`${name} with ${mediaType}, which is not declared`];
    const known = content[given.contentType] ?? content[mediaType] ?? content[mediaType.replace(/\/.*/, '/*')];
    if (!known) return [`${name} as ${mediaType}, which is not declared`];
    if (given.body === undefined || !mediaType.endsWith('json')) return [];
    const body = JSON.parse(given.body) as { type?: string; code?: string; error?: { code?: string } };
    return [
      ...this.misfits(name, known.schema?.$ref, body),
      ...codeProblems(name, declared, body),
      ...(mediaType === 'application/problem+json' ? typeProblems(name, body) : []),
    ];
  }

  private undeclaredHeaders(name: string, declared: Answer, headers: Headers | undefined): string[] {
    const sent = [...(headers?.keys() ?? [])].filter((header) => this.headers.has(header));
    const known = new Set(Object.keys(declared.headers ?? {}).map((header) => header.toLowerCase()));
    return sent
      .filter((header) => !known.has(header))
      .map((header) => `${name} with the header ${header}, which is not declared`);
  }

  private operationOf({ method, path }: Given): Operation | undefined {
    const route = this.routes.find(({ pattern }) => pattern.test(path));
    const name = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase();
    return route && this.document.paths[route.path]?.[name];
  }

  private misfits(name: string, reference: string | undefined, body: unknown): string[] {
    if (reference === undefined) return [];
    const id = `document${reference}`;
    const validate = this.ajv.getSchema(id) ?? this.ajv.compile({ $ref: id });
    return validate(body) ? [] : [`${name}: ${this.ajv.errorsText(validate.errors)}`];
  }
}

function codeProblems(
  name: string,
  { 'x-problem-codes': codes }: Answer,
  { code, error }: { readonly code?: string; readonly error?: { readonly code?: string } },
): string[] {
  const given = code ?? error?.code;
  return codes === undefined || given === undefined || codes.includes(given)
    ? []
    : [`${name} \`${given}\`, which is not among its codes`];
}

/** The type leads to the page of the code. */
function typeProblems(
  name: string,
  { type = '', code = '' }: { readonly type?: string; readonly code?: string },
): string[] {
  return type === `/errors/${code}` ? [] : [`${name} \`${code}\` with the type ${type}, which is not its page`];
}

function committedDocument(): Document {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Document;
}
