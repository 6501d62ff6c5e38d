import { ProviderError, type ProviderErrorCode } from '#domain';
import { z } from 'zod';

/**
 * What the provider said, as the `cause` of a ProviderError. Its message may name a person or a file: it is for an operator who looks
 * for it, never for a response or a log line. Query strings of URLs (SAS signatures) are removed.
 */
export class ProviderResponse extends Error {
  override readonly name = 'ProviderResponse';
  /** Azure repeats what it was given, texts to be spoken among it: the logger shows nothing of an error that says this of itself. */
  readonly confidential = true;

  constructor(
    message: string,
    /** The provider's id of the request, for a support ticket. */
    readonly requestId?: string,
  ) {
    super(withoutSecrets(message));
  }
}

/** Removes query strings of URLs (SAS signatures, `Ocp-Apim-Subscription-Key`) and bearer tokens from a text. */
export function withoutSecrets(text: string): string {
  return text
    .slice(0, 4096)
    .replaceAll(/\b(?:https?|wss?):\/\/[^\s"'<>?]+\?[^\s"'<>]*/giv, (url) => `${url.slice(0, url.indexOf('?'))}?…`)
    .replaceAll(/\bBearer\s+[\w.~+\/=\-]+/giv, 'Bearer …');
}

// Any non-2xx of custom voice and batch synthesis: x-ms-error-code and {"error":{"code","message","details"?,"innererror"?}}.
const errorEnvelope = z.object({
  error: z.object({ code: z.string(), message: z.string().optional() }),
});

/** A code that is safe to show and to index: the provider's codes are short words. */
const providerCodePattern = /^[A-Za-z][\w.\-]{0,63}$/v;

/** The ProviderError of an HTTP answer that is not a success. `body` is the whole text of the answer. */
export function providerErrorOf(status: number, headers: Headers, body: string): ProviderError {
  const envelope = parseEnvelope(body);
  const providerCode = [headers.get('x-ms-error-code'), envelope?.code].find(
    (code) => code !== undefined && code !== null && providerCodePattern.test(code),
  );
  const message = envelope?.message ?? body;
  const code = codeOfStatus(status, message);
  return new ProviderError(code, `${SENTENCES[code]} (HTTP ${status}${providerCode ? ` ${providerCode}` : ''})`, {
    cause: new ProviderResponse(message, headers.get('apim-request-id') ?? headers.get('x-ms-request-id') ?? undefined),
    retryAfterMs: retryAfterMsOf(headers),
    providerCode: providerCode ?? undefined,
    status,
  });
}

export const SENTENCES: Record<ProviderErrorCode, string> = {
  'provider-throttled': 'Azure AI Speech is limiting requests',
  'provider-unavailable': 'Azure AI Speech is not available',
  'provider-timeout': 'Azure AI Speech did not answer in time',
  'provider-rejected': 'Azure AI Speech refused the request',
  'provider-unauthorized': 'Azure AI Speech refused the credential',
  'provider-stalled': 'Azure AI Speech did not finish the job',
};

/** The error code of an HTTP status; the text matters for one known case only. */
export function codeOfStatus(status: number, message = ''): ProviderErrorCode {
  switch (status) {
    case 401:
    case 403:
      return 'provider-unauthorized';
    case 408:
    case 504:
      return 'provider-timeout';
    case 429:
      return 'provider-throttled';
    case 400:
      // A full disk on the provider's side comes as 400 (Azure-Samples/cognitive-services-speech-sdk#2625).
      return /not enough space on the disk/iv.test(message) ? 'provider-unavailable' : 'provider-rejected';
    default:
      return status >= 500 || status === 449 ? 'provider-unavailable' : 'provider-rejected';
  }
}

/** `Retry-After` (seconds or a date) or `retry-after-ms`, in milliseconds. */
export function retryAfterMsOf(headers: Headers, now: () => number = Date.now): number | undefined {
  const inMs = headers.get('retry-after-ms') ?? headers.get('x-ms-retry-after-ms');
  if (inMs !== null && /^\d{1,9}$/v.test(inMs)) return Number(inMs);
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,7}$/v.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}

/** The ProviderError of a call that got no answer: no route, TLS, connection reset, a body that broke off. */
export function unreachable(cause: unknown): ProviderError {
  return new ProviderError('provider-unavailable', 'Azure AI Speech could not be reached', { cause });
}

function parseEnvelope(body: string): { code: string; message?: string | undefined } | undefined {
  try {
    return errorEnvelope.parse(JSON.parse(body)).error;
  } catch {
    return undefined; // Not every layer in front of the service writes the envelope.
  }
}
