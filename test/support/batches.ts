import { setTimeout as delay } from 'node:timers/promises';
import type { components } from '#client';
import type { ApiClient, OperationAnswer } from './api-client.ts';

export type BatchAnswer = components['schemas']['Batch'];
export type BatchItemAnswer = components['schemas']['BatchItem'];

export interface SpokenAnswer {
  readonly text: string;
  readonly speakerProfileId?: string;
  readonly at: number;
}

/** Starts a batch and tells its id. */
export async function startBatch(api: ApiClient, body: object): Promise<{ id: string; operation: OperationAnswer }> {
  const operation = await api.json<OperationAnswer>('POST', '/v1/batches', body);
  return { id: operation.subject.id, operation };
}

/** Reads the batch until `holds`. */
export async function batchUntil(
  api: ApiClient,
  id: string,
  holds: (batch: BatchAnswer) => boolean,
): Promise<BatchAnswer> {
  for (;;) {
    const { data: batch } = await api.GET('/v1/batches/{id}', { params: { path: { id } } });
    if (holds(batch)) return batch;
    await delay(150);
  }
}

export function hasEnded({ status }: BatchAnswer): boolean {
  return ['succeeded', 'failed', 'canceled'].includes(status);
}

/** All items, page by page. */
export async function itemsOf(
  api: ApiClient,
  id: string,
  query: { readonly status?: BatchItemAnswer['status']; readonly limit?: number } = {},
): Promise<BatchItemAnswer[]> {
  const items: BatchItemAnswer[] = [];
  const options = { params: { path: { id }, query: { limit: 100, ...query } } };
  for await (const item of api.items('/v1/batches/{id}/items', options)) items.push(item);
  return items;
}
