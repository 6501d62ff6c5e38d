import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';

/** Where Azure's own OpenAPI files are, if they are. */
export const AZURE_SPECS = resolve(packageRoot(), '../shared/azure-specs');
export const hasAzureSpecs = existsSync(AZURE_SPECS);

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'body' | 'query' | 'path' | 'header' | 'formData';
  readonly required?: boolean;
  readonly schema?: object;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface Swagger {
  readonly paths: Record<string, Record<string, { operationId?: string; parameters?: readonly Parameter[] }>>;
  readonly parameters: Record<string, Parameter>;
  readonly definitions: Record<string, object>;
}

/** A request as the sandbox recorded it. */
export interface RecordedRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** Validates requests against one of Azure's Swagger 2.0 files: path, query parameters, body; unknown properties count as wrong. */
export class SwaggerValidator {
  private readonly swagger: Swagger;
  private readonly ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { uuid: /^[0-9a-f-]{36}$/i, url: true, int32: true, 'date-time': true, uri: true },
  });

  constructor(file: string) {
    this.swagger = closed(JSON.parse(readFileSync(join(AZURE_SPECS, file), 'utf8'))) as Swagger;
    this.ajv.addSchema({ $id: 'spec', definitions: this.swagger.definitions });
  }

  /** What is wrong with the request; empty when nothing is. */
  problems(request: RecordedRequest, basePath: string): string[] {
    const path = request.path.slice(basePath.length);
    const operation = this.find(request.method, path);
    if (!operation) return [`${request.method} ${path} is in no path of the file`];
    const parameters = (operation.parameters ?? []).map((parameter) => this.resolved(parameter));
    const known = new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
    const problems = Object.keys(request.query)
      .filter((name) => !known.has(name))
      .map((name) => `query parameter ${name} is unknown`);
    for (const parameter of parameters) {
      if (parameter.in === 'query') problems.push(...this.valueProblems(parameter, request.query[parameter.name]));
      if (parameter.in === 'body') problems.push(...this.bodyProblems(parameter, request.body));
    }
    return problems;
  }

  private find(method: string, path: string) {
    for (const [template, operations] of Object.entries(this.swagger.paths)) {
      const pattern = new RegExp(
        `^${template.replaceAll(/\{[^}]+\}/g, '[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]')}$`,
      );
      const operation = operations[method.toLowerCase()];
      if (pattern.test(path) && operation) return operation;
    }
    return undefined;
  }

  private resolved(parameter: Parameter): Parameter {
    const name = parameter.$ref?.split('/').at(-1);
    return name === undefined ? parameter : (this.swagger.parameters[name] ?? parameter);
  }

  private valueProblems(parameter: Parameter, value: string | undefined): string[] {
    if (value === undefined) return parameter.required ? [`query parameter ${parameter.name} is missing`] : [];
    const { type, enum: values, pattern, minLength, maxLength } = parameter;
    const typed = type === 'boolean' ? value === 'true' : type === 'integer' ? Number(value) : value;
    const schema = JSON.parse(JSON.stringify({ type, enum: values, pattern, minLength, maxLength })) as object;
    return this.errorsOf(this.ajv.compile(schema), typed, `query/${parameter.name}`);
  }

  private bodyProblems(parameter: Parameter, body: unknown): string[] {
    if (body === undefined) return parameter.required ? ['the body is missing'] : [];
    const text = JSON.stringify(parameter.schema).replaceAll('"#/definitions/', '"spec#/definitions/');
    return this.errorsOf(this.ajv.compile(JSON.parse(text) as object), body, 'body');
  }

  private errorsOf(validate: ValidateFunction, value: unknown, where: string): string[] {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** The same schemas without room for unknown properties, and with read-only ones left out: a request must not send those. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const { properties, allOf } = copy as { properties?: Record<string, { readOnly?: boolean }>; allOf?: unknown };
  if (properties === undefined || copy['type'] !== 'object' || allOf !== undefined) return copy;
  const writable = Object.fromEntries(Object.entries(properties).filter(([, property]) => property.readOnly !== true));
  return {
    ...copy,
    properties: writable,
    ...(copy['additionalProperties'] === undefined ? { additionalProperties: false } : {}),
  };
}
