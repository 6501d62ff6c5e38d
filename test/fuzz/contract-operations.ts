export type Json = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Json;
}

/** An operation of docs/openapi.json, as far as requests are made from it. */
export interface ContractOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly mediaType: string; readonly schema: Json; readonly example: unknown };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Json; readonly example?: unknown }>>;
  };
}

/** All operations of an OpenAPI document. */
export function operationsOf(document: Json): ContractOperation[] {
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, parameters = [], requestBody }]) => {
      const [body] = Object.entries(requestBody?.content ?? {});
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((each) => parameterOf(resolved(document, each))),
        ...(body && { body: { mediaType: body[0], schema: body[1].schema, example: body[1].example } }),
      };
    }),
  );
}

function parameterOf(json: Json): Parameter {
  const { required = false, ...parameter } = json as Omit<Parameter, 'required'> & { readonly required?: boolean };
  return { ...parameter, required };
}

/** The value that a `$ref` leads to, with what stands beside it. @throws Error when it leads nowhere */
export function resolved(document: Json, value: Json): Json {
  const { $ref, ...beside } = value;
  if (typeof $ref !== 'string') return value;
  let found: unknown = document;
  for (const name of $ref.slice(2).split('/')) found = (found as Json | undefined)?.[name];
  if (found === undefined) throw new Error(`${$ref} leads nowhere`);
  return { ...resolved(document, found as Json), ...beside };
}
