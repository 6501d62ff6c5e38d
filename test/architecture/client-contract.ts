import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

/** What is read here of an OpenAPI document. */
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

/**
 * The TypeScript of `libs/client/src/generated/contract.ts`: the types of an OpenAPI document, and which POSTs take an `Idempotency-Key`. The client
 * sends the key itself, so that its callers need not; a file is a `Blob`.
 */
export async function clientContract(document: string): Promise<string> {
  const contract = JSON.parse(document) as Contract;
  const routes = Object.entries(contract.paths).flatMap(([path, { post }]) =>
    post?.parameters?.some(isIdempotencyKey) === true ? [path] : [],
  );
  const types = await openapiTS(withoutRequiredKeys(contract) as object as Parameters<typeof openapiTS>[0], {
    // What has a default may be left out of a request.
    defaultNonNullable: false,
    transform: ({ format }) => (format === 'binary' ? BLOB : undefined),
  });
  return `/** Generated from docs/openapi.json by \`npm run generate\`; do not edit it. */

/** The POSTs that take an \`Idempotency-Key\`. */
export const IDEMPOTENT_ROUTES: ReadonlySet<string> = new Set(${JSON.stringify(routes)});

${astToString(types)}`;
}

const BLOB = ts.factory.createTypeReferenceNode('Blob');

function withoutRequiredKeys(contract: Contract): Contract {
  return JSON.parse(JSON.stringify(contract), (_, value: Parameter | undefined) =>
    isIdempotencyKey(value) ? { ...value, required: false } : value,
  ) as Contract;
}

function isIdempotencyKey(value: Parameter | undefined | null): boolean {
  return value?.in === 'header' && value.name === 'Idempotency-Key';
}
