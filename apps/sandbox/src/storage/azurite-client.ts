import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';

/** Headers that belong to one connection, not to the message. */
const HOP_BY_HOP = ['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/** A request to Azurite. Header names keep their case: that of metadata is part of their names. */
export interface AzuriteRequest {
  readonly method: string;
  /** Path and query; the path begins with the account's name. */
  readonly path: string;
  /** Names and values in turn, as `IncomingMessage.rawHeaders`. */
  readonly headers: readonly string[];
  readonly body?: Readable;
}

/** Azurite behind the sandbox's blob endpoint. */
export class AzuriteClient {
  readonly #agent: Agent;
  readonly #target: RequestOptions;

  /** @param upstream `https://localhost:PORT/ACCOUNT` */
  constructor(upstream: URL, ca: string) {
    this.#agent = new Agent({ keepAlive: true, ca });
    this.#target = { host: upstream.hostname, port: upstream.port, servername: 'localhost' };
  }

  /** @throws Error of the system when Azurite cannot be reached, or the signal's reason */
  send({ method, path, headers, body }: AzuriteRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = {
        ...this.#target,
        agent: this.#agent,
        method,
        path,
        headers: [...headers],
        ...(signal && { signal }),
      };
      const outgoing = httpsRequest(options, resolve);
      outgoing.on('error', reject);
      if (body === undefined) outgoing.end();
      else pipeline(body, outgoing, () => undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Raw headers without those of the connection and those for which `without` says so. */
export function passedOn(rawHeaders: readonly string[], without: (name: string, value: string) => boolean): string[] {
  const headers: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = [rawHeaders[index], rawHeaders[index + 1]];
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.includes(lower) && !without(lower, value)) headers.push(name, value);
  }
  return headers;
}
