import type { Operation } from '../operations.ts';
import type { RestAnswer, RestCall } from '../rest/call.ts';

/** 201 with the headers that lead to the status monitor. */
export function accepted(call: RestCall, operation: Operation, body: RestAnswer['body'], replayed = false): RestAnswer {
  const api = call.url.pathname.split('/')[1] ?? '';
  const location = new URL(`/${api}/operations/${operation.id}`, call.url);
  location.searchParams.set('api-version', call.url.searchParams.get('api-version') ?? '');
  return {
    status: 201,
    headers: { 'operation-id': operation.id, 'operation-location': location.href },
    replayed,
    ...(body === undefined ? {} : { body }),
  };
}
