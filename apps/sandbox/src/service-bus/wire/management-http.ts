import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { action, type Caller } from '../../rights/caller.ts';
import { serviceBusEntity } from '../../rights/resources.ts';
import type { TokenVerifier } from '../../service.ts';
import type { QueueConfig } from '../config.ts';
import type { QueueSummary } from '../model/broker.ts';

const AUDIENCE = 'https://servicebus.azure.net';
const READ_QUEUE = action('Microsoft.ServiceBus/namespaces/queues/read');
const DURATION_UNITS = [
  ['H', 3_600_000],
  ['M', 60_000],
  ['S', 1_000],
] as const;
const DAY_MS = 86_400_000;

/** What the management tells of queues. */
export interface ManagedQueues {
  readonly configs: readonly QueueConfig[];
  /** How many messages each has at this moment. */
  readonly summaries: () => readonly QueueSummary[];
}

/**
 * The namespace's own management over HTTPS, as far as a description of a queue: `GET /{queue}?api-version=2021-05`, an Atom entry. In Azure it listens
 * on port 443 of the same host; here it shares the port of AMQP, and the first bytes of a client tell.
 */
export function queueManagement(queues: ManagedQueues, verifyToken: TokenVerifier): Server {
  return createServer((request, response) => {
    answer(request, response, queues, verifyToken).catch(() => send(response, 500, 'Internal error'));
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { configs, summaries }: ManagedQueues,
  verifyToken: TokenVerifier,
): Promise<void> {
  const caller = await callerOf(request, verifyToken);
  if (caller === undefined) return send(response, 401, 'Invalid authorization token signature');
  const name = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
  if (request.method !== 'GET' || name === '' || name.includes('/')) {
    return send(response, 405, 'The sandbox shows descriptions of queues, and nothing else, over HTTPS.');
  }
  if (!caller.may(READ_QUEUE, serviceBusEntity(name, false))) {
    return send(response, 401, 'Manage,EntityRead claims required for this operation.');
  }
  const queue = configs.find(({ Name }) => Name.toLowerCase() === name.toLowerCase());
  if (queue === undefined) return send(response, 404, `The messaging entity '${name}' could not be found.`);
  response.writeHead(200, { 'content-type': 'application/atom+xml;type=entry;charset=utf-8' });
  const summary = summaries().find((each) => each.name === queue.Name);
  response.end(entryOf(queue, summary, request.headers.host ?? 'localhost'));
}

async function callerOf({ headers }: IncomingMessage, verifyToken: TokenVerifier): Promise<Caller | undefined> {
  const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return token === undefined ? undefined : await verifyToken(token, AUDIENCE);
}

function send(response: ServerResponse, status: number, detail: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/xml; charset=utf-8' });
  response.end(`<Error><Code>${status}</Code><Detail>${detail} TrackingId:${randomUUID()}</Detail></Error>`);
}

/** Elements in the order of the service. */
function entryOf({ Name, Properties }: QueueConfig, summary: QueueSummary | undefined, host: string): string {
  const counts = countsOf(summary);
  const elements: readonly (readonly [string, string])[] = [
    ['LockDuration', durationOf(Properties.LockDuration)],
    ['MaxSizeInMegabytes', '1024'],
    ['RequiresDuplicateDetection', String(Properties.RequiresDuplicateDetection)],
    ['RequiresSession', String(Properties.RequiresSession)],
    ['DefaultMessageTimeToLive', durationOf(Properties.DefaultMessageTimeToLive)],
    ['DeadLetteringOnMessageExpiration', String(Properties.DeadLetteringOnMessageExpiration)],
    ['DuplicateDetectionHistoryTimeWindow', durationOf(Properties.DuplicateDetectionHistoryTimeWindow)],
    ['MaxDeliveryCount', String(Properties.MaxDeliveryCount)],
    ['EnableBatchedOperations', 'true'],
    ['MessageCount', String(counts.reduce((sum, [, count]) => sum + count, 0))],
    ['Status', 'Active'],
    ['CreatedAt', STARTED_AT],
    ['UpdatedAt', STARTED_AT],
    ['AccessedAt', NEVER],
    ['CountDetails', counts.map(([name, count]) => `<d2p1:${name}>${count}</d2p1:${name}>`).join('')],
    ['EnablePartitioning', 'false'],
    ['EnableExpress', 'false'],
  ];
  const description = elements
    .map(([name, value]) => `<${name}${name === 'CountDetails' ? COUNTS_NAMESPACE : ''}>${value}</${name}>`)
    .join('');
  return (
    `<entry xmlns="http://www.w3.org/2005/Atom"><id>https://${host}/${Name}?api-version=2021-05</id><title type="text">${Name}</title><content type="application/xml">` +
    `<QueueDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">${description}</QueueDescription></content></entry>`
  );
}

/** The queues come from the configuration: they are as old as the process. */
const STARTED_AT = new Date().toISOString();
/** As Service Bus writes it. */
const NEVER = '0001-01-01T00:00:00Z';
const COUNTS_NAMESPACE = ' xmlns:d2p1="http://schemas.microsoft.com/netservices/2011/06/servicebus"';

/** A message that is locked counts as active until it is settled: KEDA keeps the replica that works on it. */
function countsOf(summary: QueueSummary | undefined): readonly (readonly [string, number])[] {
  const { active = 0, locked = 0, deferred = 0, scheduled = 0, deadLetter = 0 } = summary ?? {};
  return [
    ['ActiveMessageCount', active + locked + deferred],
    ['DeadLetterMessageCount', deadLetter],
    ['ScheduledMessageCount', scheduled],
    ['TransferMessageCount', 0],
    ['TransferDeadLetterMessageCount', 0],
  ];
}

/** ISO 8601, as .NET writes it: `P14D`, `PT1M`, `PT30M`. */
function durationOf(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  let rest = ms % DAY_MS;
  let time = '';
  for (const [unit, length] of DURATION_UNITS) {
    const count = Math.floor(rest / length);
    rest %= length;
    if (count > 0) time += `${count}${unit}`;
  }
  if (days === 0 && time === '') return 'PT0S';
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`;
}
