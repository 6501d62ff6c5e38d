import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient, OperationAnswer } from '../../apps/sandbox/src/cli/api-client.ts';

export interface BatchAnswer {
  readonly id: string;
  readonly status: string;
  readonly partial: boolean;
  readonly items: Readonly<
    Record<'total' | 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'reused', number>
  >;
  readonly operationId: string;
  readonly failure?: { readonly code: string };
}

export interface BatchItemAnswer {
  readonly index: number;
  readonly key?: string;
  readonly status: string;
  readonly file?: string;
  readonly durationMs?: number;
  readonly sizeBytes?: number;
  readonly reused?: boolean;
  readonly failure?: { readonly code: string; readonly providerReason?: string };
}

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
    const batch = await api.json<BatchAnswer>('GET', `/v1/batches/${id}`);
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
  query: Record<string, string> = {},
): Promise<BatchItemAnswer[]> {
  const items: BatchItemAnswer[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const search = new URLSearchParams({ limit: '100', ...query, ...(after === undefined ? {} : { after }) });
    const page = await api.json<{ data: BatchItemAnswer[]; next: string | null }>(
      'GET',
      `/v1/batches/${id}/items?${search.toString()}`,
    );
    items.push(...page.data);
    after = page.next;
  }
  return items;
}
