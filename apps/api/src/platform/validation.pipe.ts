import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { type FieldError, ServiceError } from '#domain';
import { inTurns } from '#loop';
import { dropAbsentNulls } from './absent-nulls.ts';
import { overfullArrays, validatorInSteps } from './validation-steps.ts';

type Issue = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']>
>[0][number];

const MAX_FIELDS = 50;
/** In the sentence for people; `errors` has the others. */
const MAX_NAMED = 5;
const MAX_DETAIL = 300;
const PREFIX: Readonly<Record<ArgumentMetadata['type'], string>> = {
  body: '',
  query: 'query',
  param: 'path',
  custom: 'header',
};

/**
 * Validates each parameter that names a schema, `@Body({ schema })` and so on, and replaces it by what the schema makes of it.
 * Custom parameter decorators are validated too. @throws ServiceError `invalid-request` that lists what is wrong.
 */
@Injectable()
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ validateCustomDecorators: true });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const schema = metadata.schema;
    if (!schema || !this.toValidate(metadata)) return value;
    const overfull = overfullArrays(schema, value);
    if (overfull.length > 0) throw invalidRequest(overfull, metadata);
    if (metadata.type === 'body') dropAbsentNulls(schema, value);
    const validator = validatorInSteps(schema);
    // The parser of JSON bodies has refused what could replace a prototype.
    if (!validator) this.stripProtoKeys(value);
    const result = await (validator
      ? inTurns(validator(value))
      : this.validate<T>(value, schema, this.validateOptions));
    if (!result.issues) return result.value as T;
    throw invalidRequest(result.issues, metadata);
  }
}

function invalidRequest(issues: readonly Issue[], metadata: ArgumentMetadata): ServiceError {
  let count = 0;
  const fields: FieldError[] = [];
  for (const issue of issues) {
    count += keysOf(issue)?.length ?? 1;
    if (fields.length < MAX_FIELDS) fields.push(...fieldErrors(issue, metadata).slice(0, MAX_FIELDS - fields.length));
  }
  const named = fields.slice(0, MAX_NAMED).map(({ pointer }) => pointer || 'the body');
  const more = count > MAX_NAMED ? ` and ${count - MAX_NAMED} more` : '';
  return new ServiceError('invalid-request', `Correct ${named.join(', ')}${more}.`, { fields });
}

/** zod reports all unknown keys of an object as one issue of the object. */
function keysOf(issue: Issue): readonly unknown[] | undefined {
  const { code, keys } = issue as Issue & { code?: unknown; keys?: unknown };
  return code === 'unrecognized_keys' && Array.isArray(keys) ? keys : undefined;
}

function fieldErrors(issue: Issue, metadata: ArgumentMetadata): FieldError[] {
  const { code } = issue as Issue & { code?: unknown };
  const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
  const common = {
    code: typeof code === 'string' ? code.replaceAll('_', '-') : 'invalid',
    detail: issue.message.slice(0, MAX_DETAIL),
  };
  const unknown = keysOf(issue)?.slice(0, MAX_FIELDS);
  if (unknown) {
    return unknown.map((key) => ({
      ...common,
      pointer: pointerOf([...path, String(key)], metadata),
      detail: 'There is no such field.',
    }));
  }
  return [{ ...common, pointer: pointerOf(path, metadata) }];
}

/** RFC 6901 for the body; `query/limit`, `path/id` for the rest. */
function pointerOf(path: readonly PropertyKey[], { type, data }: ArgumentMetadata): string {
  const named = typeof data === 'string' && data !== '' ? [data, ...path] : path;
  const pointer = named
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100)}`)
    .join('');
  return `${PREFIX[type]}${pointer}`;
}
