import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AzuriteClient } from './azurite-client.ts';
import { AZURITE_VERSION } from './service-versions.ts';

/** More than any call without a body takes. */
const TIMEOUT_MS = 60_000;

export interface AzuriteAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Calls without a body that the sandbox makes at Azurite for itself: for versions and lifecycle rules. */
export class AzuriteCalls {
  constructor(
    private readonly azurite: Pick<AzuriteClient, 'send'>,
    /** `/ACCOUNT`. */
    readonly account: string,
    /** A bearer token for `https://storage.azure.com`. */
    private readonly token: () => Promise<string>,
  ) {}

  /** @param path of container or blob below the account, URL-encoded, with its query */
  async call(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<AzuriteAnswer> {
    const all = {
      Host: 'localhost',
      Authorization: `Bearer ${await this.token()}`,
      'x-ms-version': AZURITE_VERSION,
      ...(method === 'PUT' ? { 'Content-Length': '0' } : {}),
      ...headers,
    };
    const request = { method, path: `${this.account}${path}`, headers: Object.entries(all).flat() };
    const answer = await this.azurite.send(request, AbortSignal.timeout(TIMEOUT_MS));
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
  }
}

/** Path of a blob below the account. */
export function blobPath(container: string, blob: string): string {
  return `/${container}/${blob.split('/').map(encodeURIComponent).join('/')}`;
}
