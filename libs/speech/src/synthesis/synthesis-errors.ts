import { ProviderError, type ProviderErrorCode } from '#domain';
import { codeOfStatus, ProviderResponse, SENTENCES } from '../provider/provider-errors.ts';

/**
 * The error of a WebSocket that the service closed before the turn was over.
 *
 * The service throttles with 1007 "Throttled due to too many requests" (microsoft/cognitive-services-speech-sdk-js#471) and with 4429
 * "exceeded the concurrent request limit" (Azure-Samples/cognitive-services-speech-sdk#2305); 1007 with another text is a refusal of
 * the request. Close codes are those of RFC 6455 §7.4 and the IANA registry.
 */
export function closedError(closeCode: number, reason: string): ProviderError {
  return errorOf(codeOfClose(closeCode, reason), closeCode, reason, `WebSocket close code ${closeCode}`);
}

function codeOfClose(closeCode: number, reason: string): ProviderErrorCode {
  switch (closeCode) {
    case 4429:
      return 'provider-throttled';
    case 1007:
    case 1008:
      if (throttling.test(reason)) return 'provider-throttled';
      return closeCode === 1008 && unauthorized.test(reason) ? 'provider-unauthorized' : 'provider-rejected';
    // Unacceptable data, a message that is too big.
    case 1003:
    case 1009:
      return 'provider-rejected';
    case 4401:
    case 4403:
      return 'provider-unauthorized';
    default:
      // 1000 in the middle of a turn, going away, abnormal closure, internal error, restart, try again later, bad gateway.
      return throttling.test(reason) ? 'provider-throttled' : 'provider-unavailable';
  }
}

const throttling = /throttl|too many requests|concurrent request limit|quota|\b429\b/iv;
const unauthorized = /unauthori[sz]ed|authentication|token|\b401\b|\b403\b/iv;

/** The error of an attempt to connect that failed; `reason` holds the HTTP status when the server answered the handshake. */
export function connectError(closeCode: number, reason: string): ProviderError {
  const status = /Unexpected server response: (\d{3})/v.exec(reason)?.[1];
  return status === undefined
    ? errorOf('provider-unavailable', closeCode, reason, 'no connection')
    : errorOf(codeOfStatus(Number(status)), Number(status), reason, `HTTP ${status}`);
}

/** The error of a turn that the SDK ended as canceled without the connection being closed. */
export function canceledError(details: string): ProviderError {
  return errorOf(
    throttling.test(details) ? 'provider-throttled' : 'provider-unavailable',
    undefined,
    details,
    'canceled by the Speech SDK',
  );
}

function errorOf(code: ProviderErrorCode, status: number | undefined, text: string, note: string): ProviderError {
  return new ProviderError(code, `${SENTENCES[code]} (${note})`, { cause: new ProviderResponse(text), status });
}
