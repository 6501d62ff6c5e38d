import { errorCodeOf } from '#domain';
import { type AttributeValue, inSpan, recordMetric } from '#observability';

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
  const codeOf = (error: unknown) => (signal?.aborted ? 'canceled' : errorCodeOf(error));
  // What its caller ended has not failed.
  const failure = (error: unknown) => (signal?.aborted ? undefined : errorCodeOf(error));
  const startedAt = performance.now();
  let code: string | undefined;
  try {
    return await inSpan(`${call.provider} ${call.operation}`, { kind: 'client', attributes, failure }, send);
  } catch (error) {
    code = codeOf(error);
    if (code === 'provider-throttled') recordMetric('voice.provider.throttles', 1, attributes);
    throw error;
  } finally {
    const seconds = (performance.now() - startedAt) / 1_000;
    recordMetric('voice.provider.request.duration', seconds, { ...attributes, 'error.type': code });
  }
}
