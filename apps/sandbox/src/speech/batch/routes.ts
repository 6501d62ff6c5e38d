import type { Operations } from '../operations.ts';
import type { Route } from '../rest/route.ts';
import type { BatchSyntheses } from './batch-syntheses.ts';
import { ResultLinks } from './result-links.ts';

/** Batch synthesis 2024-04-01, and the downloads of its results. */
export function batchRoutes(batches: BatchSyntheses, operations: Operations): Route[] {
  const route = (operation: string, method: Route['method'], path: string, handle: Route['handle']): Route => ({
    operation,
    api: 'batch-synthesis',
    method,
    path: `/texttospeech${path}`,
    handle,
  });
  return [
    route('BatchSyntheses_List', 'GET', '/batchsyntheses', (call) => batches.list(call)),
    route('BatchSyntheses_Get', 'GET', '/batchsyntheses/{id}', (call) => batches.get(call)),
    route('BatchSyntheses_Create', 'PUT', '/batchsyntheses/{id}', (call) => batches.create(call)),
    route('BatchSyntheses_Delete', 'DELETE', '/batchsyntheses/{id}', (call) => batches.delete(call)),
    route('Operations_Get', 'GET', '/operations/{id}', (call) => {
      const { id, status } = operations.get(call.parameter('id'));
      return { status: 200, body: { id, status } };
    }),
    {
      operation: 'BatchSyntheses_Download',
      api: 'results',
      method: 'GET',
      path: ResultLinks.routePath,
      handle: (call) => batches.download(call),
    },
  ];
}
