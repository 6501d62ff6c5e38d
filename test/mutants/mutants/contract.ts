import type { Mutant } from '../mutant.ts';

/** What the OpenAPI document promises to client generators. */
export const CONTRACT: readonly Mutant[] = [
  {
    rule: 'null in a create body is absent only where the member may be absent and not null',
    file: 'libs/intake/src/validation/absent-nulls.ts',
    anchor: `const optional = isOptional(schema);`,
    replacement: `const optional = true;`,
    spec: 'libs/intake/src/validation/absent-nulls.spec.ts',
  },
  {
    rule: 'null in the body of a PATCH is kept',
    file: 'libs/intake/src/validation/absent-nulls.ts',
    anchor: ` || mergePatches.has(schema)) return;`,
    replacement: `) return;`,
    spec: 'libs/intake/src/validation/absent-nulls.spec.ts',
  },
  {
    rule: 'answers stay open for new members',
    file: 'apps/api/src/platform/openapi/json-schema.ts',
    anchor: `direction === 'output' && schema['additionalProperties']`,
    replacement: `direction === 'input' && schema['additionalProperties']`,
    spec: 'apps/api/src/platform/openapi/json-schema.spec.ts',
  },
  {
    rule: 'each operation that takes an id declares 404',
    file: 'apps/api/src/platform/openapi/error-answers.ts',
    anchor: `path.includes('{') ?`,
    replacement: `path.includes('}{') ?`,
    spec: 'apps/api/src/platform/openapi.spec.ts',
  },
  {
    rule: 'the type of a problem leads to the page of its code',
    file: 'libs/intake/src/problems/problem.ts',
    anchor: 'return `/errors/${code}`;',
    replacement: 'return `/error/${code}`;',
    spec: 'apps/api/src/errors/errors.controller.spec.ts',
  },
  {
    rule: 'the pages of error codes need no token',
    file: 'apps/api/src/errors/errors.controller.ts',
    anchor: `@ApiExcludeController()\n@Public()`,
    replacement: `@ApiExcludeController()`,
    spec: 'apps/api/src/errors/errors.controller.spec.ts',
  },
  {
    rule: 'details do not name an OpenAPI document that is not served',
    file: 'apps/api/src/platform/request-failure.ts',
    anchor: `servesDocument ? routeOf(request) : undefined;`,
    replacement: `routeOf(request);`,
    spec: 'apps/api/src/platform/validation/typical-mistakes.spec.ts',
  },
];
