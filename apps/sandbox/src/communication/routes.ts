import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RestAnswer, RestCall } from '../speech/rest/call.ts';
import type { Route } from '../speech/rest/route.ts';
import type { Emails } from './emails.ts';
import type { TeamsWorkflows } from './teams-workflows.ts';

const address = z.strictObject({ address: z.email(), displayName: z.string().optional() });
const body = z.strictObject({
  headers: z.record(z.string(), z.string()).optional(),
  senderAddress: z.email(),
  content: z
    .strictObject({ subject: z.string().min(1), plainText: z.string().optional(), html: z.string().optional() })
    .refine(({ plainText, html }) => plainText !== undefined || html !== undefined, {
      message: 'Either plainText or html is required.',
    }),
  recipients: z.strictObject({
    to: z.array(address).min(1).max(50),
    cc: z.array(address).optional(),
    bcc: z.array(address).optional(),
  }),
  replyTo: z.array(address).optional(),
  userEngagementTrackingDisabled: z.boolean().optional(),
});
const card = z.object({
  type: z.literal('message'),
  attachments: z
    .array(
      z.object({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        content: z.object({ type: z.literal('AdaptiveCard'), version: z.string(), body: z.array(z.unknown()).min(1) }),
      }),
    )
    .min(1),
});

const SUPPRESSED = {
  code: 'EmailDroppedAllRecipientsSuppressed',
  message: 'Message dropped because all recipients were suppressed.',
};

/**
 * A stand-in for e-mail of Azure Communication Services (`POST /emails:send`, `GET /emails/operations/{id}`, api-version 2025-09-01), and for the workflows
 * of Microsoft Teams that start when a webhook request is received.
 */
export function communicationRoutes(emails: Emails, workflows: TeamsWorkflows): Route[] {
  return [
    {
      operation: 'Email_Send',
      api: 'communication',
      method: 'POST',
      path: '/emails:send',
      handle: (call) => send(call, emails),
    },
    {
      operation: 'Email_GetSendResult',
      api: 'communication',
      method: 'GET',
      path: '/emails/operations/{id}',
      handle: (call) => result(call, emails),
    },
    {
      operation: 'Teams_Workflow',
      api: 'teams',
      method: 'POST',
      path: '/workflows/{id}/triggers/manual/paths/invoke',
      // The signature in its URL is the credential.
      anonymous: true,
      handle: (call) => ({ status: workflows.post(call.parameter('id'), call.json(card)) }),
    },
  ];
}

function send(call: RestCall, emails: Emails): RestAnswer {
  const operationId = call.headers['operation-id'] ?? randomUUID();
  const requestId = call.headers['repeatability-request-id'];
  const firstSent = call.headers['repeatability-first-sent'];
  const repetition = requestId === undefined || firstSent === undefined ? undefined : { requestId, firstSent };
  const acceptance = emails.send(operationId, call.json(body), repetition);
  switch (acceptance) {
    case 'too-late':
      return refusal(412, 'PreconditionFailed', 'The request was first sent too long ago.');
    case 'conflict':
      return refusal(409, 'OperationIdConflict', 'The id of the operation or request was used before.');
    default: {
      const location = new URL(`/emails/operations/${operationId}`, call.url);
      location.search = call.url.search;
      return {
        status: 202,
        replayed: acceptance === 'repeated',
        headers: {
          'operation-location': location.href,
          'retry-after': '1',
          ...(repetition && { 'repeatability-result': 'accepted' }),
        },
        body: { id: operationId, status: 'Running', error: null },
      };
    }
  }
}

function result(call: RestCall, emails: Emails): RestAnswer {
  const id = call.parameter('id');
  const status = emails.statusOf(id);
  if (status === undefined) return refusal(404, 'NotFound', 'The operation does not exist.');
  const headers: Record<string, string> = status === 'Running' ? { 'retry-after': '1' } : {};
  return { status: 200, headers, body: { id, status, error: status === 'Failed' ? SUPPRESSED : null } };
}

/** Errors as Communication Services writes them. */
function refusal(status: number, code: string, message: string): RestAnswer {
  return { status, body: { error: { code, message } } };
}
