import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { listen, shutDown } from '../../apps/sandbox/src/tls/listen.ts';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly failed: boolean;
  readonly service: string;
}

/** As App Insights takes it. */
export interface Envelope {
  readonly name: string;
  readonly sampleRate: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: { readonly baseType: string; readonly baseData: Readonly<Record<string, unknown>> };
}

/** What a server does with a request: answers 200 with this, or with another status, or something else by itself. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** What a request brings, which may be compressed. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}

/** An OTLP receiver over HTTP, for JSON. Keeps all that it gets. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly metrics = new Map<string, unknown[]>();
  readonly events: string[] = [];
  /** Everything as it came. */
  text = '';
  readonly #server: Server = createServer((request, response) => void this.#take(request, response));
  url = '';

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.url = `http://127.0.0.1:${await listen(receiver.#server, '127.0.0.1', 0)}`;
    return receiver;
  }

  stop(): Promise<void> {
    return shutDown(this.#server);
  }

  /** The spans of a trace. */
  trace(traceId: string): readonly ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    this.text += text;
    const body = JSON.parse(text) as OtlpBody;
    for (const { resource, scopeSpans = [] } of body.resourceSpans ?? []) {
      const service = String(valuesOf(resource.attributes)['service.name']);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          ...span,
          parentSpanId: span.parentSpanId ?? '',
          attributes: valuesOf(span.attributes),
          events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: valuesOf(attributes) })),
          failed: span.status?.code === 2,
          service,
        });
      }
    }
    for (const metric of (body.resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((each) => each.metrics),
    )) {
      this.metrics.set(metric.name, [...(this.metrics.get(metric.name) ?? []), metric]);
    }
    for (const log of (body.resourceLogs ?? []).flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap((each) => each.logRecords),
    )) {
      this.events.push(log.eventName ?? '');
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpBody {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans?: readonly {
      readonly spans: readonly (Pick<ReceivedSpan, 'traceId' | 'spanId' | 'name' | 'kind'> & {
        readonly parentSpanId?: string;
        readonly attributes?: readonly Attribute[];
        readonly events?: readonly { readonly name: string; readonly attributes?: readonly Attribute[] }[];
        readonly status?: { readonly code?: number };
      })[];
    }[];
  }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly scopeLogs: readonly { readonly logRecords: readonly { readonly eventName?: string }[] }[];
  }[];
}

function valuesOf(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** The ingestion endpoint of Application Insights, with TLS. Keeps all that it accepts. */
export class IngestionServer {
  readonly envelopes: Envelope[] = [];
  readonly paths = new Set<string>();
  readonly authorizations = new Set<string>();
  requests = 0;
  text = '';
  #answering: Answering | undefined;
  readonly #server: TlsServer = createTlsServer((request, response) => void this.#take(request, response));
  port = 0;

  static async start(): Promise<IngestionServer> {
    const server = new IngestionServer();
    server.port = await listen(server.#server, '127.0.0.1', 0);
    return server;
  }

  /** Has it answer with a certificate of the sandbox's authority. @param caFile that of NODE_EXTRA_CA_CERTS */
  async useCertificateBeside(caFile: string): Promise<void> {
    const [key, cert] = await Promise.all(
      ['server.key', 'server.pem'].map((name) => readFile(join(dirname(caFile), name))),
    );
    this.#server.setSecureContext({ key, cert });
  }

  /** In place of accepting what comes; undefined: accepts it. */
  answerWith(answering: Answering | undefined): void {
    this.#answering = answering;
  }

  get connectionString(): string {
    return `InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=https://127.0.0.1:${this.port}/`;
  }

  stop(): Promise<void> {
    return shutDown(this.#server);
  }

  named(name: string): readonly Envelope[] {
    return this.envelopes.filter((envelope) => envelope.name === `Microsoft.ApplicationInsights.${name}`);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    if (this.#answering) return this.#answering(request, response);
    this.paths.add(`${request.method} ${request.url}`);
    this.authorizations.add(request.headers.authorization ?? '');
    const text = await bodyOf(request);
    this.text += text;
    const envelopes = JSON.parse(text) as Envelope[];
    this.envelopes.push(...envelopes);
    const answer = { itemsReceived: envelopes.length, itemsAccepted: envelopes.length, errors: [] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }
}
