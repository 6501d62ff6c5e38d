import type { TokenCredential } from '@azure/core-auth';
import type { Config } from '#config';
import type { AnyQueue } from '../producers/producer-queues.ts';

const TIMEOUT_MS = 8_000;
const TOKEN_SCOPE = 'https://servicebus.azure.net/.default';
/** Of the namespace's own management, which answers as Atom documents. */
const MANAGEMENT_API_VERSION = '2021-05';

/** Properties of a queue that Service Bus does not show to this identity. */
export class PropertiesNotShown extends Error {
  override readonly name = 'PropertiesNotShown';
}

/**
 * What Service Bus says of a queue: an Atom entry with a `QueueDescription`.
 * @throws PropertiesNotShown where the identity has no right to see it: Data Owner, or a role with `Microsoft.ServiceBus/namespaces/queues/read`;
 * Error when there is another answer, or none
 */
export async function readQueueDescription(
  settings: Config['serviceBus'],
  credential: TokenCredential,
  queue: AnyQueue,
  signal: AbortSignal,
): Promise<string> {
  if (!('namespace' in settings)) throw new PropertiesNotShown('they are not read with a connection string');
  const token = await credential.getToken(TOKEN_SCOPE, { abortSignal: signal });
  const url = `https://${settings.namespace}/${queue}?api-version=${MANAGEMENT_API_VERSION}`;
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token?.token}` },
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const text = await response.text();
  if (response.status === 401 || response.status === 403) {
    throw new PropertiesNotShown(`Service Bus answered ${response.status}`);
  }
  if (response.status !== 200) throw new Error(`Service Bus answered ${response.status}`);
  return text;
}
