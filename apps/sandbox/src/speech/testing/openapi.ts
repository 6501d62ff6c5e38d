import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

/** Microsoft's OpenAPI files, beside the project; never part of it. */
const FOLDER = join(process.cwd(), '..', 'shared', 'azure-specs');

interface OpenApi {
  paths: Record<
    string,
    Record<string, { operationId?: string; responses?: Record<string, { schema?: { $ref: string } }> }>
  >;
}

/** Checks answers against an OpenAPI 2 file; undefined, with a printed line, where the file is absent. */
export interface OpenApiValidator {
  /** The complaints about an answer to an operation; an empty list when it is as specified. */
  complaints(operationId: string, status: number, body: unknown): string[];
}

export function openApiValidator(file: 'customvoice.json' | 'batchsynthesis.json'): OpenApiValidator | undefined {
  const path = join(FOLDER, file);
  if (!existsSync(path)) {
    process.stdout.write(`skipped: answers are not compared with ../shared/azure-specs/${file}, which is absent\n`);
    return undefined;
  }
  const document = JSON.parse(readFileSync(path, 'utf8')) as OpenApi;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'spec');
  const compiled = new Map<string, ValidateFunction>();
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  return {
    complaints: (operationId, status, body) => {
      const operation = operations.find((candidate) => candidate.operationId === operationId);
      if (operation === undefined) return [`no operation ${operationId}`];
      const response =
        operation.responses?.[String(status)] ?? (status >= 400 ? operation.responses?.['default'] : undefined);
      if (response === undefined) return [`status ${status} is not specified for ${operationId}`];
      if (response.schema === undefined) return body === undefined ? [] : [`${operationId} ${status} has no body`];
      const ref = `spec${response.schema.$ref}`;
      const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref });
      compiled.set(ref, validate);
      return validate(body)
        ? []
        : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
    },
  };
}
