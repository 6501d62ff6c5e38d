import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { type FieldError, ServiceError } from '#domain';

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
    this.stripProtoKeys(value);
    const result = await this.validate<T>(value, schema, this.validateOptions);
    if (!result.issues) return result.value;
    throw invalidRequest(result.issues, metadata);
  }
}

function invalidRequest(issues: readonly Issue[], metadata: ArgumentMetadata): ServiceError {
  const all = issues.flatMap((issue) => fieldErrors(issue, metadata));
  const named = all.slice(0, MAX_NAMED).map(({ pointer }) => pointer || 'the body');
  const more = all.length > MAX_NAMED ? ` and ${all.length - MAX_NAMED} more` : '';
  return new ServiceError('invalid-request', `Correct ${named.join(', ')}${more}.`, {
    fields: all.slice(0, MAX_FIELDS),
  });
}

function fieldErrors(issue: Issue, metadata: ArgumentMetadata): FieldError[] {
  const { code, keys } = issue as Issue & { code?: unknown; keys?: unknown };
  const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
  const common = {
    code: typeof code === 'string' ? code.replaceAll('_', '-') : 'invalid',
    detail: issue.message.slice(0, MAX_DETAIL),
  };
  // zod reports all unknown keys of an object as one issue of the object.
  if (code === 'unrecognized_keys' && Array.isArray(keys)) {
    return keys.map((key) => ({
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
