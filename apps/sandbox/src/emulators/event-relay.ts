import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { BlobServiceClient } from '@azure/storage-blob';
import { blobCreatedEvent } from '../event-grid/blob-event.ts';
import { type BlobCall, classifyBlobCall } from '../event-grid/blob-operation.ts';
import { EventDelivery, type EventSubscription } from '../event-grid/event-delivery.ts';
import { serviceBusDeliver } from '../event-grid/service-bus-deliver.ts';
import { Clock } from '../faults/clock.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import type { Log } from '../log.ts';
import type { RunningService } from '../service.ts';
import { listen, shutDown } from '../tls/listen.ts';

export interface EventRelayOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Of Azurite itself. */
  readonly blobConnectionString: string;
  readonly serviceBusConnectionString: string;
  readonly subscriptions: readonly EventSubscription[];
  /** Resource id of the storage account: the `source` of the events. */
  readonly source: string;
  readonly log: Log;
}

/**
 * Azurite with the events that Event Grid would send: passes every request on as it is, so that its signature stays right, and puts a
 * `BlobCreated` event on the queue of a subscription for each blob that comes into being. Plain http, as Azurite in its container.
 */
export async function startEventRelay(options: EventRelayOptions): Promise<RunningService> {
  const { log } = options;
  const blobs = BlobServiceClient.fromConnectionString(options.blobConnectionString);
  const upstream = new URL(blobs.url);
  const clock = new Clock();
  const sending = serviceBusDeliver(options.serviceBusConnectionString);
  const { subscriptions } = options;
  const events = new EventDelivery({ subscriptions, deliver: sending.deliver, clock, faults: new FaultPlan(), log });
  let sequence = 0;
  const server = createServer((request, response) => {
    const call = classifyBlobCall(request.method ?? 'GET', request.url ?? '/', request.headers);
    const target = { host: upstream.hostname, port: upstream.port, method: request.method, path: request.url };
    const outgoing = httpRequest({ ...target, headers: request.rawHeaders }, (answer) => {
      if (call.creates && answer.statusCode === 201) {
        publish(call, request, answer).catch((error: unknown) => log('an event was lost', { error: String(error) }));
      }
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
      pipeline(answer, response, () => undefined);
    });
    outgoing.on('error', (error) => unreachable(error, response));
    pipeline(request, outgoing, () => undefined);
  });
  server.requestTimeout = 0;

  function unreachable(error: Error, response: ServerResponse): void {
    log('azurite could not be reached', { error: String((error as NodeJS.ErrnoException).code ?? error) });
    if (response.headersSent) response.destroy();
    else response.writeHead(503, { 'x-ms-error-code': 'ServerBusy', 'content-length': 0 }).end();
  }

  /** The length of a list of blocks is not in the request that creates the blob, so the blob is asked. */
  async function publish(call: BlobCall, request: IncomingMessage, answer: IncomingMessage): Promise<void> {
    const { container, blob, creates } = call;
    if (container === undefined || blob === undefined || !creates || !events.wants(container)) return;
    sequence += 1;
    const own = sequence;
    const known = await blobs.getContainerClient(container).getBlobClient(blob).getProperties();
    const headerOf = (message: IncomingMessage, name: string) => String(message.headers[name] ?? '');
    events.publish(
      container,
      blobCreatedEvent(options.source, {
        api: creates,
        container,
        blob,
        url: new URL(request.url?.split('?', 1)[0] ?? '', upstream).href,
        clientRequestId: headerOf(request, 'x-ms-client-request-id'),
        requestId: headerOf(answer, 'x-ms-request-id'),
        eTag: headerOf(answer, 'etag'),
        contentType: known.contentType ?? 'application/octet-stream',
        contentLength: known.contentLength ?? 0,
        blobType: known.blobType ?? 'BlockBlob',
        at: clock.date(),
        sequence: own,
      }),
    );
  }

  const port = await listen(server, options.host, options.port);
  log('event relay listens', { port });
  return {
    port,
    close: async () => {
      events.close();
      await shutDown(server);
      await sending.close();
      clock.stop();
    },
  };
}
