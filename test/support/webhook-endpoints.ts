import type { ApiClient } from './api-client.ts';

/** Deletes the webhook endpoints of the client's tenant: each event costs a delivery to each of them, also while other files count calls. */
export async function deleteWebhookEndpoints(api: ApiClient): Promise<void> {
  const { data } = await api.json<{ data: { id: string }[] }>('GET', '/v1/webhook-endpoints?limit=100');
  for (const { id } of data) await api.send('DELETE', `/v1/webhook-endpoints/${id}`);
}
