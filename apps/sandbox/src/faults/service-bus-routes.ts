import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ServiceBus } from '../service-bus/service-bus.ts';
import type { Log } from '../log.ts';
import { parse } from './control-error.ts';

export const SERVICE_BUS_ROUTES: Readonly<Record<string, string>> = {
  'GET /service-bus/queues': 'counts of every queue',
  'GET /service-bus/messages': '?path=QUEUE[/$DeadLetterQueue]&bodies=true: its messages',
  'GET /service-bus/accepted':
    '?path=QUEUE: ids of the messages that it has stored since the start, without duplicates',
  'POST /service-bus/drop-connections': 'breaks every connection',
  'POST /service-bus/drop-links': 'detaches every link',
  'POST /service-bus/expire-locks': '{path?}: ends message locks',
  'POST /service-bus/restart': '{downMs?}: an outage; answers at once when downMs is given',
  'POST /service-bus/stop': 'an outage until start',
  'POST /service-bus/start': 'ends the outage',
};

const lockExpiry = z.strictObject({ path: z.string().min(1).optional() }).prefault({});
const restart = z.strictObject({ downMs: z.int().min(0).max(3_600_000).default(0) }).prefault({});
const messageQuery = z.strictObject({ path: z.string().min(1), bodies: z.stringbool().default(false) });
const pathQuery = z.strictObject({ path: z.string().min(1) });

/**
 * What is in the queues, and outages of them.
 * @param broker throws a ControlError where no services run
 */
export function serveServiceBus(app: FastifyInstance, broker: () => ServiceBus, log: Log): void {
  app.get('/service-bus/queues', async () => ({
    listening: broker().isListening,
    queues: broker().queues(),
  }));
  app.get('/service-bus/messages', async (request) => {
    const { path, bodies } = parse(messageQuery, request.query);
    return { messages: broker().peekAll(path, { bodies }) };
  });
  app.get('/service-bus/accepted', async (request) => {
    const { path } = parse(pathQuery, request.query);
    return { messageIds: broker().acceptedIds(path) };
  });
  app.post('/service-bus/drop-connections', async () => ({ affected: broker().dropConnections() }));
  app.post('/service-bus/drop-links', async () => ({ affected: broker().dropLinks() }));
  app.post('/service-bus/silence-connections', async () => ({ affected: broker().silenceConnections() }));
  app.post('/service-bus/silence-links', async () => ({ affected: broker().silenceLinks() }));
  app.post('/service-bus/expire-locks', async (request) => ({
    affected: broker().expireLocks(parse(lockExpiry, request.body ?? undefined).path),
  }));
  app.post('/service-bus/restart', async (request, reply) => {
    const { downMs } = parse(restart, request.body ?? undefined);
    const restarted = broker().restart({ downMs });
    if (downMs === 0) await restarted;
    else restarted.catch((error: unknown) => log('service bus did not come back', { error: String(error) }));
    return reply.code(downMs === 0 ? 204 : 202).send();
  });
  app.post('/service-bus/stop', async (_request, reply) => {
    await broker().stopListening();
    return reply.code(204).send();
  });
  app.post('/service-bus/start', async (_request, reply) => {
    await broker().startListening();
    return reply.code(204).send();
  });
}
