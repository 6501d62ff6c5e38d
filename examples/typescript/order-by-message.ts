/**
 * Has a text spoken by a message, as a system does that never speaks HTTP, and prints each reply. docs/producers.md describes the messages.
 *
 *   npm start -- --producer ivr
 *   set -a; . .sandbox/producer-ivr.env; set +a
 *   npx node --conditions=development examples/typescript/order-by-message.ts --voice vce_… "The kettle is on."
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ManagedIdentityCredential } from '@azure/identity';
import { ServiceBusClient } from '@azure/service-bus';

/** The body of a reply; docs/producers.md lists its members. */
interface Reply {
  readonly requestId: string;
  readonly status?: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { voice: { type: 'string', default: '' }, timeout: { type: 'string', default: '120' } },
});
const { SERVICE_BUS_NAMESPACE = '', PRODUCER = 'ivr', AZURE_CLIENT_ID: clientId = '' } = process.env;

/** The right of this identity to send on its queue says on whose behalf the request comes: there is no token in the message. */
const client = new ServiceBusClient(SERVICE_BUS_NAMESPACE, new ManagedIdentityCredential({ clientId }));
try {
  process.exitCode = (await order({ voiceId: values.voice, text: positionals.join(' ') })) ? 0 : 1;
} finally {
  await client.close();
}

/** @returns whether the text was spoken */
async function order(body: object): Promise<boolean> {
  const replies = client.createReceiver(`replies-${PRODUCER}`);
  // The same id again, if the program does not know whether it has sent the request: it is done once.
  const messageId = randomUUID();
  await client
    .createSender(`requests-${PRODUCER}`)
    .sendMessages({ subject: 'synthesis.request', messageId, contentType: 'application/json', body });
  const deadline = Date.now() + Number(values.timeout) * 1_000;
  while (Date.now() < deadline) {
    for (const message of await replies.receiveMessages(10, { maxWaitTimeInMs: 5_000 })) {
      const reply = message.body as Reply;
      await replies.completeMessage(message);
      if (reply.requestId !== messageId) continue;
      console.log(`${message.subject} ${JSON.stringify(reply, undefined, 2)}`);
      if (message.subject === 'request.rejected') return false;
      if (message.subject === 'request.finished') return reply.status === 'succeeded';
    }
  }
  console.error('There was no answer in time.');
  return false;
}
