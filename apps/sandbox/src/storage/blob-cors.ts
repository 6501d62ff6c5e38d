import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { refusal, type StorageRefusal } from './storage-refusal.ts';

/** A CORS rule of the Blob service, except for its origins. */
export interface CorsRule {
  readonly allowedMethods: readonly string[];
  /** In lower case; `x-ms-*` allows every header that begins so. */
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeInSeconds: number;
}

/** The headers of the answer to a preflight, or why it is refused. */
export type Preflight =
  | { readonly headers: Readonly<Record<string, string>>; readonly refused?: undefined }
  | { readonly refused: StorageRefusal };

const fileSchema = z.object({
  uploadCors: z.object({
    allowedMethods: z.array(z.string()),
    allowedHeaders: z.array(z.string()),
    exposedHeaders: z.array(z.string()),
    maxAgeInSeconds: z.number(),
  }),
});

/** The rule of a deployment, from the file that `npm run generate` makes. @throws Error when the file is missing or has another form */
export function readCorsRule(file: string): CorsRule {
  return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).uploadCors;
}

/**
 * Cross-origin requests, as the Blob service answers them with one rule (learn.microsoft.com, "Cross-Origin Resource Sharing (CORS) support
 * for Azure Storage"): a preflight needs no credential, and a request that no rule allows is still done, without headers for the page.
 */
export class BlobCors {
  /** @param origins exact, with case, or `*`; without any there is no rule */
  constructor(
    private readonly origins: readonly string[] = [],
    private readonly rule: CorsRule = {
      allowedMethods: [],
      allowedHeaders: [],
      exposedHeaders: [],
      maxAgeInSeconds: 0,
    },
  ) {}

  /** What an OPTIONS request is answered. */
  preflight({ headers }: IncomingMessage): Preflight {
    const { origin } = headers;
    const method = headers['access-control-request-method'];
    if (origin === undefined || method === undefined) {
      const refused = refusal(
        400,
        'MissingRequiredHeader',
        'An HTTP header that is mandatory for this request is not specified.',
        { HeaderName: origin === undefined ? 'Origin' : 'Access-Control-Request-Method' },
      );
      return { refused };
    }
    const wanted = headers['access-control-request-headers'] ?? '';
    const names = wanted
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== '');
    if (!this.allows(origin, method) || !names.every((name) => this.allowsHeader(name))) {
      const message = 'CORS not enabled or no matching rule found for this request.';
      return { refused: refusal(403, 'CorsPreflightFailure', message) };
    }
    return {
      headers: {
        ...this.permission(origin),
        'access-control-allow-methods': method,
        ...(names.length > 0 && { 'access-control-allow-headers': wanted }),
        'access-control-max-age': String(this.rule.maxAgeInSeconds),
      },
    };
  }

  /** Headers of the answer to a request itself. */
  headersFor({ method = 'GET', headers: { origin } }: IncomingMessage): Readonly<Record<string, string>> {
    if (this.origins.length === 0) return {};
    const vary = { vary: 'Origin' };
    if (origin === undefined || !this.allows(origin, method)) return vary;
    return { ...vary, ...this.permission(origin), 'access-control-expose-headers': this.rule.exposedHeaders.join(',') };
  }

  private permission(origin: string): Readonly<Record<string, string>> {
    return { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
  }

  private allows(origin: string, method: string): boolean {
    return (this.origins.includes(origin) || this.origins.includes('*')) && this.rule.allowedMethods.includes(method);
  }

  private allowsHeader(name: string): boolean {
    return this.rule.allowedHeaders.some((allowed) =>
      allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed,
    );
  }
}
