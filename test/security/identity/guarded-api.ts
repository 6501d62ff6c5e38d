import 'reflect-metadata';
import { Socket } from 'node:net';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger } from '#observability';
import { ApiModule } from '../../../apps/api/src/api.module.ts';
import { createHttpApplication } from '../../../apps/api/src/platform/create-http-application.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';
import { API_CLIENT, HOME_TENANT, type LocalIssuer, OTHER_TENANT } from '../../../libs/auth/testing/local-issuer.ts';

/** What anybody can tell of an answer that is to be the same whatever was wrong. */
export interface Shape {
  readonly status: number;
  /** In order, without those that differ from request to request. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Record<string, unknown>;
}

export interface GuardedApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Everything that was logged, as it was written. */
  readonly lines: string[];
  /** `GET /v1/models`, which needs a role and no store. */
  ask(authorization?: string): Promise<Response>;
  close(): Promise<void>;
}

/** The whole API as it is deployed, listening, with real tokens of this issuer; nothing else that it knows exists. */
export async function startGuardedApi(
  issuer: LocalIssuer,
  variables: Record<string, string> = {},
): Promise<GuardedApi> {
  const config = testConfig({
    ENTRA_AUTHORITY: issuer.authority,
    ENTRA_TENANT_ID: HOME_TENANT,
    ENTRA_ALLOWED_TENANTS: [HOME_TENANT, OTHER_TENANT].join(','),
    ENTRA_CLIENT_ID: API_CLIENT,
    RATE_LIMITING_ENABLED: 'false',
    SPEECH_POOL_WARM: '0',
    ...variables,
  });
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', service: 'api', destination: { write: (line) => lines.push(line) } });
  const app = await createHttpApplication(ApiModule.forRoot(config, logger), { config, logger });
  await app.listen(0, '127.0.0.1');
  // The recurring work would look for a broker while the test counts connections.
  for (const job of app.get(SchedulerRegistry).getCronJobs().values()) void job.stop();
  const url = await app.getUrl();
  return {
    app,
    url,
    lines,
    ask: (authorization) =>
      fetch(`${url}/v1/models`, { headers: authorization === undefined ? {} : { authorization } }),
    close: () => app.close(),
  };
}

const OF_ONE_REQUEST = new Set(['date', 'x-request-id']);

/** @throws Error when the body is no JSON object */
export async function shapeOf(response: Response): Promise<Shape> {
  const { requestId: _, ...body } = (await response.json()) as Record<string, unknown>;
  const headers = [...response.headers].filter(([name]) => !OF_ONE_REQUEST.has(name));
  return { status: response.status, headers, body };
}

/** The same answer of the OpenAI-compatible routes with another message, and one in its challenge, and nothing else. */
export function withMessage({ status, headers, body }: Shape, message: string, challenge?: string): Shape {
  const { error } = body as { readonly error: { readonly message: string } };
  const grown = message.length - error.message.length;
  return {
    status,
    headers: headers.map(([name, value]) =>
      name === 'content-length'
        ? [name, String(Number(value) + grown)]
        : [name, challenge === undefined ? value : value.replace(error.message, challenge)],
    ),
    body: { ...body, error: { ...error, message } },
  };
}

/** Every port that this process connects to from now on, whichever library does it. */
export function watchConnections(): { readonly ports: Set<number>; stop(): void } {
  const ports = new Set<number>();
  const connect = Reflect.get(Socket.prototype, 'connect') as (...parameters: unknown[]) => Socket;
  Socket.prototype.connect = function watched(this: Socket, ...parameters: unknown[]): Socket {
    ports.add(portOf(parameters));
    return Reflect.apply(connect, this, parameters);
  };
  return { ports, stop: () => void Reflect.set(Socket.prototype, 'connect', connect) };
}

/** `connect` is called as it is documented, or by Node's own modules with the arguments as one normalized array. */
function portOf([first]: unknown[]): number {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const port = typeof options === 'object' && options !== null ? (options as { port?: unknown }).port : options;
  return Number(port);
}
