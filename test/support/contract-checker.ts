import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020.js';

/** Answered, and not declared on purpose: generators would make a method of it that returns nothing. See ADR 139. */
const UNDECLARED = (operationId: string, status: number): boolean =>
  status === 304 || (operationId === 'watchOperation' && status === 204);

interface Answer {
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
  readonly body?: string | undefined;
}

/** Compares what an API answers with docs/openapi.json: statuses, media types, bodies, and the codes of problems. */
export class ContractChecker {
  private readonly ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: true }));
  private readonly routes: readonly { readonly pattern: RegExp; readonly path: string }[];

  constructor(private readonly document: Document = committedDocument()) {
    this.ajv.addSchema(document, 'document');
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
    const mediaType = given.contentType.split(';')[0]?.trim() ?? '';
    const { content } = declared;
    if (!content) return mediaType === '' ? [] : [`${name} with ${mediaType}, which is not declared`];
    const known = content[mediaType] ?? content[mediaType.replace(/\/.*/, '/*')];
    if (!known) return [`${name} as ${mediaType}, which is not declared`];
    if (given.body === undefined || !mediaType.endsWith('json')) return [];
    const body = JSON.parse(given.body) as { code?: string; error?: { code?: string } };
    return [...this.misfits(name, known.schema?.$ref, body), ...codeProblems(name, declared, body)];
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

function committedDocument(): Document {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Document;
}
