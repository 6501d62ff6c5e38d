/**
 * A bare HTTP server that stores and sends with Azure's SDKs what the product stores and sends for an accepted synthesis, and reads a voice by its
 * id: node bare-sdk-server.ts {voice id} {tenant id}. No token, no validation, no document that anybody works on.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { CosmosClient } from '@azure/cosmos';
import { ManagedIdentityCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';
import { operation } from './answers.ts';
import { serve } from './serve.ts';

const [voiceId = '', tenantId = ''] = process.argv.slice(2);
const { COSMOS_ENDPOINT = '', COSMOS_DATABASE = '', SERVICE_BUS_NAMESPACE = '', AZURE_CLIENT_ID = '' } = process.env;
const credential = new ManagedIdentityCredential({ clientId: AZURE_CLIENT_ID });
const database = new CosmosClient({
  endpoint: COSMOS_ENDPOINT,
  aadCredentials: credential,
  // As the product's: see ADR 140.
  agent: new Agent({ keepAlive: true, timeout: 60_000 }),
  connectionPolicy: { enableEndpointDiscovery: false },
}).database(COSMOS_DATABASE);
const documents = database.container('documents');
const keys = database.container('idempotency');
/** Nobody receives from it while the bench runs. */
const sender = new ServiceBusClient(SERVICE_BUS_NAMESPACE, credential).createSender('webhook-events');
const voice = () => documents.item(voiceId, tenantId).read<{ consentId: string }>();
const { resource } = await voice();
const consentId = resource?.consentId ?? '';

async function accept(request: IncomingMessage): Promise<object> {
  const body = (await json(request)) as { text: string };
  const id = randomUUID();
  const key = { id, partitionKey: id, ttl: 86_400, fingerprint: 'x'.repeat(64), leaseUntil: new Date().toISOString() };
  await Promise.all([keys.items.create(key), voice(), documents.item(consentId, tenantId).read()]);
  const message = { type: 'synthesis.run', id, tenantId, subjectId: id, data: {}, padding: 'x'.repeat(180) };
  await keys.items.create({ id: `${id}-job`, partitionKey: `${id}-job`, ttl: 600, ...body, outbox: [message] });
  void sender.sendMessages({ body: message, messageId: id, contentType: 'application/json' });
  return operation();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [status, body] = request.method === 'POST' ? [202, await accept(request)] : [200, (await voice()).resource];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.destroy(error as Error));
}).listen(0, '127.0.0.1', () => serve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
