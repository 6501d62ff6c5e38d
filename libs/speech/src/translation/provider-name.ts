import { ProviderError } from '#domain';

/** The error, with the name of the service that it came from in its sentence instead of that of Azure AI Speech. */
export function namedAs(service: string, error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  const { code, detail, cause, retryAfterMs, providerCode, status } = error;
  const named = detail.replace('Azure AI Speech', service);
  return new ProviderError(code as ProviderError['code'] & `provider-${string}`, named, {
    cause,
    retryAfterMs,
    providerCode,
    status,
  });
}
