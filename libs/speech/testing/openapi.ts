import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import type { ServedRequest } from './rest-server.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body' | 'formData';
  readonly required?: boolean;
  readonly schema?: object;
  readonly [more: string]: unknown;
}

interface Specification {
  readonly paths: Record<string, Record<string, { parameters: Parameter[] }>>;
  readonly parameters: Record<string, Parameter>;
  readonly definitions: Record<string, object>;
}

/** Checks requests against one of Azure's OpenAPI 2.0 files, stricter than they ask: nothing unknown, nothing read-only. */
export class OpenApiFile {
  private readonly ajv = new Ajv({ strict: false, formats, allErrors: true });

  private constructor(
    private readonly root: string,
    private readonly specification: Specification,
  ) {}

  /** `undefined`, and a line that says so, where the folder with the files is not there. `root` is the path before the file's paths. */
  static load(name: string, root: string): OpenApiFile | undefined {
    const file = resolve('../shared/azure-specs', name);
    if (!existsSync(file)) {
      process.stderr.write(`skipped: requests are not checked against ${name}, which is not here\n`);
      return undefined;
    }
    return new OpenApiFile(root, closeObjects(JSON.parse(readFileSync(file, 'utf8'))) as Specification);
  }

  /** What is wrong with a request; empty when nothing is. */
  problemsOf(request: ServedRequest): string[] {
    const path = request.path.startsWith(this.root) ? request.path.slice(this.root.length) : '';
    const method = request.method.toLowerCase();
    for (const [template, methods] of Object.entries(this.specification.paths)) {
      const values = match(template, path);
      const operation = methods[method];
      if (values !== undefined && operation !== undefined) return this.check(request, operation.parameters, values);
    }
    return [`no operation ${request.method} ${request.path}`];
  }

  private check(request: ServedRequest, references: readonly Parameter[], path: Record<string, string>): string[] {
    const parameters = references.map((reference) => this.resolve(reference));
    const problems = [...request.query.keys()]
      .filter((name) => !parameters.some((parameter) => parameter.in === 'query' && parameter.name === name))
      .map((name) => `unknown query parameter ${name}`);
    for (const parameter of parameters) {
      const value = valueOf(request, parameter, path);
      if (value === undefined) {
        if (parameter.required === true) problems.push(`${parameter.in} ${parameter.name} is missing`);
        continue;
      }
      const { name, in: place, required: _required, schema, ...rest } = parameter;
      const validate = this.ajv.compile({ ...(schema ?? rest), definitions: this.specification.definitions });
      const typed = rest['type'] === 'boolean' ? value === 'true' : value;
      if (!validate(typed)) {
        problems.push(...(validate.errors ?? []).map((e) => `${place} ${name}${e.instancePath} ${e.message ?? ''}`));
      }
    }
    return problems;
  }

  private resolve(parameter: Parameter): Parameter {
    if (parameter.$ref === undefined) return parameter;
    const found = this.specification.parameters[parameter.$ref.replace('#/parameters/', '')];
    if (found === undefined) throw new Error(`no parameter ${parameter.$ref}`);
    return found;
  }
}

function valueOf(request: ServedRequest, parameter: Parameter, path: Record<string, string>): unknown {
  switch (parameter.in) {
    case 'path':
      return path[parameter.name];
    case 'query':
      return request.query.get(parameter.name) ?? undefined;
    case 'header':
      return request.headers[parameter.name.toLowerCase()];
    case 'body':
      return request.body.byteLength === 0 ? undefined : (JSON.parse(request.body.toString()) as unknown);
    case 'formData':
      return undefined;
  }
}

function match(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const pattern = template.replaceAll(/\{([^\}]+)\}/gv, (_all, name: string) => {
    names.push(name);
    return '([^/:]+)';
  });
  const values = new RegExp(`^${pattern}$`, 'u').exec(path)?.slice(1);
  return values && Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(values[i] ?? '')]));
}

/** Objects take only their properties, and of these not the read-only ones, which are the service's to set. */
function closeObjects(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closeObjects);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'x-ms-examples' && key !== 'x-ms-enum' && key !== 'example')
      .map(([key, value]) => [key, closeObjects(value)]),
  );
  const properties = copy['properties'];
  if (copy['type'] === 'object' && typeof properties === 'object' && properties !== null) {
    copy['properties'] = Object.fromEntries(
      Object.entries(properties).filter(([, value]) => (value as { readOnly?: boolean }).readOnly !== true),
    );
    copy['additionalProperties'] ??= false;
  }
  return copy;
}

const anyText = (): boolean => true;
const formats = {
  url: (text: string): boolean => URL.canParse(text),
  uri: (text: string): boolean => URL.canParse(text),
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  'date-time': (text: string): boolean => !Number.isNaN(Date.parse(text)),
  int32: { type: 'number', validate: Number.isInteger },
  int64: { type: 'number', validate: Number.isInteger },
  double: anyText,
} as const;
