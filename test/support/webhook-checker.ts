import type { CheckedDocument, CheckedWebhook, Remains, Report } from './remains.ts';

type ById = ReadonlyMap<string, CheckedDocument>;

/** What cannot change any longer once it was announced. */
const FINAL: ReadonlySet<string> = new Set(['synthesis', 'batch']);

/**
 * - lost: an event that an endpoint was to be told of and was not, or of something that is not so
 * - doubled: more than one delivery or `webhook-id` for one event; the same `webhook-id` may come again, with the same body
 * - orphan: a `webhook-id` that belongs to no delivery
 */
export function checkWebhooks({ documents, webhooks }: Remains, byId: ById, report: Report): void {
  const deliveries = documents.filter(({ kind }) => kind === 'delivery');
  const meaningOf = (endpointId: unknown, subjectId: unknown, event: unknown): string =>
    `${String(event)} of ${String(subjectId)} for ${String(endpointId)}`;
  const byMeaning = Map.groupBy(deliveries, (each) => meaningOf(each['endpointId'], each['subjectId'], each['event']));
  for (const [meaning, same] of byMeaning) {
    if (same.length > 1) report('doubled', `${meaning} has ${same.length} deliveries`);
  }
  for (const { id: endpointId, tenantId, ...endpoint } of documents.filter(({ kind }) => kind === 'webhookEndpoint')) {
    const wanted = new Set(endpoint['events'] as readonly string[]);
    for (const { id, kind, status, ...document } of documents) {
      const event = `${kind}.${status}`;
      if (document.tenantId !== tenantId || !wanted.has(event)) continue;
      const meaning = meaningOf(endpointId, id, event);
      if (!byMeaning.has(meaning)) report('lost', `${meaning} has no delivery`);
    }
  }
  const arrivals = Map.groupBy(webhooks, ({ id }) => id);
  for (const delivery of deliveries) checkDelivery(delivery, arrivals.get(delivery.id) ?? [], byId, report);
  checkArrivals(arrivals, new Set(deliveries.map(({ id }) => id)), report);
}

function checkDelivery(
  { id, status, ...delivery }: CheckedDocument,
  arrivals: readonly CheckedWebhook[],
  byId: ById,
  report: Report,
): void {
  const [event, subjectId] = [String(delivery['event']), String(delivery['subjectId'])];
  // One that is pending is stuck, as every document that has not ended.
  if (status === 'failed') report('lost', `${id}, ${event} of ${subjectId}, was given up`);
  if (status === 'succeeded' && !arrivals.some(({ acknowledged }) => acknowledged)) {
    report('lost', `${id}, ${event} of ${subjectId}, is ${status}, and its endpoint has not acknowledged it`);
  }
  if (arrivals.some(({ body }) => body !== delivery['payload'])) {
    report('doubled', `${id}, ${event} of ${subjectId}, arrived with another body`);
  }
  const subject = byId.get(subjectId);
  if (subject && FINAL.has(subject.kind) && event !== `${subject.kind}.${subject.status}`) {
    report('lost', `${subjectId} was announced as ${event} and is ${subject.status}`);
  }
}

function checkArrivals(
  arrivals: ReadonlyMap<string, readonly CheckedWebhook[]>,
  known: ReadonlySet<string>,
  report: Report,
): void {
  const ids = new Map<string, Set<string>>();
  for (const [id, [first]] of arrivals) {
    if (!known.has(id)) report('orphan', `the webhook ${id} belongs to no delivery`);
    const { type, data } = JSON.parse(first?.body ?? '{}') as { type?: string; data?: { id?: string } };
    const meaning = `${type} of ${data?.id}`;
    ids.set(meaning, (ids.get(meaning) ?? new Set()).add(id));
  }
  for (const [meaning, same] of ids) {
    if (same.size > 1) report('doubled', `${meaning} arrived as ${[...same].join(', ')}`);
  }
}
