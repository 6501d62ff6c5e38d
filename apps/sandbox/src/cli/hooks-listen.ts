import './require-node.ts';
import { parseArgs } from 'node:util';
import { type components, VoiceClient } from '#client';
import { targetApi } from './target-api.ts';
import { startForwarder } from './webhook-forwarder.ts';

type Events = components['schemas']['EventType'][];

/** `npm run hooks:listen`; scripts/commands describes the options. */
const { values } = parseArgs({
  options: {
    forward: { type: 'string' },
    events: { type: 'string' },
    api: { type: 'string' },
  },
});
// Not `once`: npm forwards Ctrl-C a second time.
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});

try {
  await listen();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function listen(): Promise<void> {
  if (values.forward !== undefined && !URL.canParse(values.forward)) {
    throw new Error(`--forward must be a URL such as http://127.0.0.1:4000/hooks.`);
  }
  const api = new VoiceClient(await targetApi(values.api));
  let secret: string | undefined;
  const forwarder = await startForwarder({
    forward: values.forward,
    secret: () => secret,
    tell: (line) => console.log(line),
  });
  try {
    const { data: endpoint } = await api.POST('/v1/webhook-endpoints', {
      // The API names events that do not exist.
      body: {
        url: forwarder.url,
        events: (values.events?.split(',') ?? []) as Events,
        description: 'npm run hooks:listen',
      },
    });
    secret = endpoint.secret;
    console.log(`Webhook endpoint ${endpoint.id}, secret ${secret}`);
    console.log(`Events: ${endpoint.events.length === 0 ? 'all' : endpoint.events.join(', ')}`);
    console.log(values.forward === undefined ? 'Events are shown.' : `Events are forwarded to ${values.forward}`);
    console.log('Ctrl-C deletes the endpoint and ends.');
    await stopped;
    await api.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id: endpoint.id } } });
    console.log(`\nDeleted the webhook endpoint ${endpoint.id}.`);
  } finally {
    await forwarder.close();
  }
}
