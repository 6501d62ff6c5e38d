import { errorCodeOf } from '#domain';
import { type AttributeValue, recordMetric } from '#observability';

/** The service that is called, and what it is asked for. */
export interface ProviderCall {
  readonly provider: AttributeValue<'voice.provider'>;
  readonly operation: AttributeValue<'voice.provider.operation'>;
}

/**
 * Calls a provider, and records how long that took and whether it was throttled.
 * @param signal of the caller: what it aborts is no error of the provider
 */
export async function recordProviderCall<T>(
  call: ProviderCall,
  send: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const attributes = { 'voice.provider': call.provider, 'voice.provider.operation': call.operation } as const;
  const startedAt = performance.now();
  let code: string | undefined;
  try {
    return await send();
  } catch (error) {
    code = signal?.aborted ? 'canceled' : errorCodeOf(error);
    if (code === 'provider-throttled') recordMetric('voice.provider.throttles', 1, attributes);
    throw error;
  } finally {
    const seconds = (performance.now() - startedAt) / 1_000;
    recordMetric('voice.provider.request.duration', seconds, { ...attributes, 'error.type': code });
  }
}
