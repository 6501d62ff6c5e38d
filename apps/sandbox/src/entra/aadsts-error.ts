import { randomUUID } from 'node:crypto';

/** An error of the OAuth endpoints: an RFC 6749 `error`, and Entra ID's own number in the description. */
export class AadstsError extends Error {
  constructor(
    /** `invalid_request`, `invalid_client`, `invalid_grant`, `invalid_scope`, … */
    readonly error: string,
    /** The number of Entra ID, for example 7000215 for `AADSTS7000215`. */
    readonly number: number,
    readonly text: string,
    readonly status = error === 'invalid_client' ? 401 : 400,
  ) {
    super(`AADSTS${number}: ${text}`);
  }

  /** The answer of the token endpoint. */
  body(at: Date): Record<string, unknown> {
    const traceId = randomUUID();
    const correlationId = randomUUID();
    const timestamp = `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
    return {
      error: this.error,
      error_description: `${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
    };
  }
}
