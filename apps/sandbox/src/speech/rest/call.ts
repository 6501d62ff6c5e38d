import { z } from 'zod';
import type { FaultEffect } from '../../faults/fault-plan.ts';
import { ApiError, invalidRequest } from './api-error.ts';

/** A REST call, with its body read. */
export class RestCall {
  constructor(
    readonly operation: string,
    readonly method: string,
    readonly url: URL,
    readonly headers: Readonly<Record<string, string | undefined>>,
    /** From the path template. */
    readonly parameters: Readonly<Record<string, string>>,
    readonly body: Buffer,
    /** Aborted when the client is gone. */
    readonly signal: AbortSignal,
    /** What was scripted for this call. */
    private readonly fault: FaultEffect | undefined,
  ) {}

  /** Why a `fail-job` fault makes its job fail. */
  get scriptedReason(): string | undefined {
    return this.fault?.kind === 'fail-job' ? this.fault.reason : undefined;
  }

  /** In which state a `stall-job` fault leaves its job. */
  get stalledIn(): 'NotStarted' | 'Running' | undefined {
    return this.fault?.kind === 'stall-job' ? this.fault.status : undefined;
  }

  /** The media type, without parameters. */
  get mediaType(): string {
    return (this.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  }

  parameter(name: string): string {
    return this.parameters[name] ?? '';
  }

  /** @throws ApiError 415, 400 */
  json<T>(schema: z.ZodType<T>): T {
    if (this.mediaType !== 'application/json') throw unsupportedMediaType();
    const parsed = parseJson(this.body.toString('utf8'));
    if (parsed === undefined) throw new ApiError('BadRequest', 'The request body is not valid JSON.');
    return checked(schema, parsed.value);
  }

  /** @throws ApiError 415, 400 */
  async form(): Promise<FormData> {
    if (this.mediaType !== 'multipart/form-data') throw unsupportedMediaType();
    try {
      return await new Response(new Uint8Array(this.body), {
        headers: { 'content-type': this.headers['content-type'] ?? '' },
      }).formData();
    } catch (error) {
      if (error instanceof TypeError)
        throw new ApiError('BadRequest', 'The request body is not valid multipart/form-data.');
      throw error;
    }
  }
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: object | Uint8Array | AsyncIterable<Uint8Array>;
  /** The call was the repetition of one that had already taken effect. */
  readonly replayed?: boolean;
}

/** @throws ApiError 400 with a detail for each issue. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(result.error.issues.map((issue) => ({ target: issue.path.join('.'), message: issue.message })));
}

export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unsupportedMediaType(): ApiError {
  return new ApiError('UnsupportedMediaType', 'The content type of the request is not supported.');
}
