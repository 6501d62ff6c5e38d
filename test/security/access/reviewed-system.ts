import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import { ApiClient, type OperationAnswer } from '../../support/api-client.ts';
import { ulid } from 'ulid';
import { type DocumentKind, ID_PREFIXES } from '#domain';
import { SAMPLE, startEnrolment } from '../../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../../support/global-system.ts';
import { sendMessages } from '../../support/service-bus.ts';
import { clientOf, control, recordingOf, systemUnderTest } from '../../support/system.ts';
import { deleteWebhookEndpoints } from '../../support/webhook-endpoints.ts';
import { ROLES } from './required-roles.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

export const CONTOSO = '11111111-1111-4111-8111-111111111111';
export const FABRIKAM = '22222222-2222-4222-8222-222222222222';

/** One id of each kind that a route may name. */
export interface Ids {
  readonly upload: string;
  readonly consent: string;
  /** Without a recording. */
  readonly blankConsent: string;
  readonly voice: string;
  readonly synthesis: string;
  readonly batch: string;
  readonly operation: string;
  readonly endpoint: string;
  readonly subscription: string;
  readonly delivery: string;
  readonly model: string;
  /** `queue/sequenceNumber` */
  readonly deadLetter: string;
}

/** One who asks. What is "own" was made by the same `oid`. */
export interface Caller {
  readonly name: string;
  readonly token?: string;
  /** Undefined: shows no token. */
  readonly roles?: readonly string[];
  readonly tenantId: string;
}

/** The running system with two tenants in it, each of which has one of everything. */
export interface Reviewed {
  readonly system: SystemUnderTest;
  readonly own: Ids;
  readonly foreign: Ids;
  readonly missing: Ids;
  readonly callers: readonly Caller[];
  /** Speech, long enough for a sample. */
  readonly recording: Buffer;
  /** Takes every webhook. */
  readonly webhookUrl: string;
  close(): Promise<void>;
}

export const OWNER = { tenantId: CONTOSO, oid: 'b0000000-0000-4000-8000-0000000000aa' };
export const STRANGER = { tenantId: FABRIKAM, oid: 'b0000000-0000-4000-8000-0000000000bb' };

/** Who asks: a person or application of a tenant, with these roles; always the one who made what is their own. */
export interface TokenWish {
  readonly tenantId: string;
  readonly oid: string;
  readonly roles: readonly string[];
  /** Of a user; a token without it is an application's. */
  readonly scp?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export async function tokenOf(system: SystemUnderTest, wish: TokenWish): Promise<string> {
  return (await control<{ access_token: string }>(system, 'POST', '/tokens', wish)).access_token;
}

export async function reviewedSystem(): Promise<Reviewed> {
  const system = await systemUnderTest();
  const { url: webhookUrl, server } = await takeWebhooks();
  const [recording, own, foreign] = await Promise.all([
    recordingOf(system, SAMPLE),
    madeBy(system, OWNER, webhookUrl),
    madeBy(system, STRANGER, webhookUrl),
  ]);
  const scp = 'access_as_user';
  const withToken = async (name: string, wish: TokenWish): Promise<Caller> => {
    const { roles, tenantId } = wish;
    return { name, token: await tokenOf(system, wish), roles, tenantId };
  };
  const callers = await Promise.all([
    Promise.resolve({ name: 'no token', tenantId: CONTOSO }),
    // Scopes are what a client may ask for in a user's name, not what the user may do, whatever they are called.
    withToken('no role', { ...OWNER, roles: [], scp: 'Voice.Admin Voice.Read' }),
    ...ROLES.map((role) => withToken(role, { ...OWNER, roles: [role], scp })),
    withToken('an application', { ...OWNER, roles: ROLES }),
    withToken('another tenant', { ...STRANGER, roles: ROLES, scp }),
  ]);
  const close = async (): Promise<void> => {
    for (const { tenantId } of [OWNER, STRANGER]) await deleteWebhookEndpoints(await clientOf(system, tenantId));
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  };
  return { system, own, foreign, missing: missingIds(), callers, recording, webhookUrl, close };
}

/** A subscription of the kind that is least often due. @param endpoint id of a webhook endpoint */
export function subscriptionTo(endpoint: string): object {
  return { channel: 'webhook', address: endpoint, kinds: ['weekly-digest'] };
}

/** Somebody else's server, which takes every webhook. */
async function takeWebhooks(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, server };
}

/** Everything that a person of a tenant can make, made by them through the API. */
async function madeBy(
  system: SystemUnderTest,
  person: Pick<TokenWish, 'tenantId' | 'oid'>,
  webhookUrl: string,
): Promise<Ids> {
  const api = new ApiClient(
    system.apiUrl,
    await tokenOf(system, { ...person, roles: ['Voice.Admin'], scp: 'access_as_user' }),
  );
  const endpoint = await api.json<{ id: string }>('POST', '/v1/webhook-endpoints', { url: webhookUrl, events: [] });
  const subscription = await api.json<{ id: string }>(
    'POST',
    '/v1/notification-subscriptions',
    subscriptionTo(endpoint.id),
  );
  const names = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
  const blank = await api.json<{ id: string }>('POST', '/v1/consents', names);
  const enrolment = await startEnrolment(system, api);
  const { subject } = await api.follow(enrolment, () => undefined);
  const voice = subject.id;
  const { consentId, samples } = await api.json<{ consentId: string; samples: { uploadId: string }[] }>(
    'GET',
    subject.href,
  );
  const done = async (path: string, body: object): Promise<OperationAnswer> =>
    api.follow(await api.json<OperationAnswer>('POST', path, body), () => undefined);
  const [synthesis, batch] = await Promise.all([
    done('/v1/syntheses', { voiceId: voice, text: 'Hello.' }),
    done('/v1/batches', { voiceId: voice, items: [{ text: 'Hello.' }] }),
  ]);
  const deliveries = `/v1/webhook-endpoints/${endpoint.id}/deliveries`;
  const delivery = await vi.waitUntil(
    async () => (await api.json<{ data: { id: string }[] }>('GET', deliveries)).data[0]?.id,
    PATIENCE,
  );
  return {
    upload: samples[0]?.uploadId ?? '',
    consent: consentId,
    blankConsent: blank.id,
    voice,
    synthesis: synthesis.subject.id,
    batch: batch.subject.id,
    operation: synthesis.id,
    endpoint: endpoint.id,
    subscription: subscription.id,
    delivery,
    model: 'tts-1',
    deadLetter: await newDeadLetter(system),
  };
}

function newId(kind: DocumentKind): string {
  return `${ID_PREFIXES[kind]}_${ulid()}`;
}

/** Ids as good as any, of nothing. */
function missingIds(): Ids {
  return {
    upload: newId('upload'),
    consent: newId('consent'),
    blankConsent: newId('consent'),
    voice: newId('voice'),
    synthesis: newId('synthesis'),
    batch: newId('batch'),
    operation: newId('operation'),
    endpoint: newId('webhookEndpoint'),
    subscription: newId('notificationSubscription'),
    delivery: newId('delivery'),
    model: 'tts-none',
    deadLetter: 'speech-synthesis/999999999',
  };
}

/** A message that nobody can handle, where it has been put aside. */
export async function newDeadLetter(system: SystemUnderTest): Promise<string> {
  const subjectId = newId('synthesis');
  const message = {
    type: 'synthesis.run',
    id: `${subjectId}:synthesis.run:${randomUUID()}`,
    tenantId: CONTOSO,
    subjectId,
    attempt: 1,
    failures: 0,
    // Looked for as often as it is: the next time decides.
    misses: 5,
    occurredAt: new Date().toISOString(),
    data: {},
  };
  await sendMessages(system, 'speech-synthesis', [{ body: message, messageId: message.id }]);
  const find = async (): Promise<string | undefined> => {
    const path = '/service-bus/messages?path=speech-synthesis/$DeadLetterQueue';
    const { messages } = await control<{ messages: { messageId: string; sequenceNumber: number }[] }>(
      system,
      'GET',
      path,
    );
    return messages.find(({ messageId }) => messageId === message.id)?.sequenceNumber.toString();
  };
  return `speech-synthesis/${await vi.waitUntil(find, PATIENCE)}`;
}
