import { z } from 'zod';
import {
  DELIVERED_EVENTS,
  NOTIFICATION_SUMMARIES,
  type NotificationKind,
  WEBHOOK_EVENT_SUMMARIES,
  WEBHOOK_TEST_EVENT,
  type WebhookEvent,
  webhookPayload,
} from '#domain';
import { described, timeSchema } from '#intake';
import type { Contribution } from '../platform/contribution.ts';

const EXAMPLE_ID = '01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const EXAMPLE_SUBJECTS = {
  upload: `upl_${EXAMPLE_ID}`,
  consent: `cns_${EXAMPLE_ID}`,
  voice: `vce_${EXAMPLE_ID}`,
  synthesis: `syn_${EXAMPLE_ID}`,
  batch: `bat_${EXAMPLE_ID}`,
} as const;
const NOTIFICATION = 'notification.';
/** What a budget tells, in place of a document. */
const BUDGET = { type: 'budget', id: 'tenant', status: 'soft-limit-reached', href: '/v1/budgets/tenant' };
const EXAMPLE_TIME = '2026-11-22T10:15:00.000Z';

/** The body of every webhook that the API sends. */
const webhookPayloadSchema = z
  .object({
    type: described(z.string(), 'The event; future releases may send others', 'voice.ready'),
    timestamp: described(timeSchema, 'When it happened'),
    data: z
      .object({
        type: described(z.string(), 'Kind of the resource', 'voice'),
        id: described(z.string(), 'Its id', EXAMPLE_SUBJECTS.voice),
        status: described(z.string(), 'Its state when it happened', 'ready'),
        href: described(
          z.string(),
          'Its path: read it with a token to know more',
          `/v1/voices/${EXAMPLE_SUBJECTS.voice}`,
        ),
        facts: z
          .record(z.string(), z.unknown())
          .meta({ id: 'NotificationFacts', description: 'What a notification says' })
          .optional()
          .meta({ description: 'Of a notification: counts, times and ids; docs/notifications.md lists them' }),
      })
      .meta({ id: 'WebhookSubject', description: 'What the event is about' }),
  })
  .meta({ id: 'WebhookPayload', description: 'The body of a webhook (standardwebhooks.com)' });

const HEADERS = [
  ['webhook-id', 'Id of the delivery: the same each time it is sent', `dlv_${EXAMPLE_ID}`],
  ['webhook-timestamp', 'When it was sent, in seconds since 1970', '1795341600'],
  [
    'webhook-signature',
    'HMAC-SHA256 over id, time and body: one for each valid secret',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ],
] as const;

/** What the API sends when the event happens, in the form of a path of the document. */
function webhookOf(event: (typeof DELIVERED_EVENTS)[number]) {
  const isTest = event === WEBHOOK_TEST_EVENT;
  if (event.startsWith(NOTIFICATION)) return notificationOf(event);
  const kind = isTest ? 'voice' : (event.split('.')[0] as keyof typeof EXAMPLE_SUBJECTS);
  const example =
    event === 'budget.soft-limit-reached'
      ? { type: event, timestamp: EXAMPLE_TIME, data: BUDGET }
      : webhookPayload(event, { kind, id: EXAMPLE_SUBJECTS[kind] }, EXAMPLE_TIME);
  return documented(event, isTest ? 'A test was requested' : WEBHOOK_EVENT_SUMMARIES[event as WebhookEvent], example);
}

const VERIFY = 'Verify `webhook-signature` with the secret of the endpoint, then respond with 2xx within 15 s';

function notificationOf(event: (typeof DELIVERED_EVENTS)[number]) {
  const kind = event.slice(NOTIFICATION.length) as NotificationKind;
  const id = `nts_${EXAMPLE_ID}`;
  const payload = webhookPayload(event, { kind: 'notificationSubscription', id, status: kind }, EXAMPLE_TIME);
  const example = { ...payload, data: { ...payload.data, type: 'notification-subscription' } };
  return documented(event, NOTIFICATION_SUMMARIES[kind], example);
}

/** @param sent when it is sent: what happened, then, after a semicolon, how often */
function documented(event: string, sent: string, example: object) {
  const [summary = '', ...details] = sent.split('; ').map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  const operationId = `on${event
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
  return {
    post: {
      operationId,
      summary,
      description: `${[...details, VERIFY].join('. ')}.`,
      tags: ['webhooks'],
      security: [],
      parameters: HEADERS.map(([name, description, value]) => ({
        name,
        in: 'header' as const,
        required: true,
        description,
        schema: { type: 'string' as const, example: value },
      })),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookPayload' }, example } },
      },
      responses: {
        '204': { description: 'The event was received' },
        '410': { description: 'The endpoint is gone: it is disabled' },
      },
    },
  };
}

/** Adds to the document what subscribers receive, one entry for each event. */
export const WEBHOOKS_CONTRIBUTION: Contribution = {
  schemas: [webhookPayloadSchema],
  webhooks: Object.fromEntries(DELIVERED_EVENTS.map((event) => [event, webhookOf(event)])),
};
