import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONSENT, REQUESTS, type RouteRequest } from './requests.ts';
import { REQUIRED_ROLES, type Role } from './required-roles.ts';
import {
  type Caller,
  CONTOSO,
  FABRIKAM,
  type Ids,
  newDeadLetter,
  type Reviewed,
  STRANGER,
  subscriptionTo,
} from './reviewed-system.ts';

interface Answer {
  readonly status: number;
  /** Everything of the answer, but what belongs to this one request, and the ids that it was asked about. */
  readonly text: string;
}

const DOCUMENT = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};
const ROUTES = Object.entries(DOCUMENT.paths)
  .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
  .filter((route) => REQUIRED_ROLES[route] !== 'nobody');

/** Differ from answer to answer: the time, the id of the request, how many requests are left; and the length by that of the ids. */
const OF_ONE_REQUEST = new Set(['date', 'x-request-id', 'ratelimit', 'content-length']);

let reviewed: Reviewed;

async function ask(route: string, request: RouteRequest, caller: Caller, ids: Ids): Promise<Answer> {
  for (let tries = 10; ; tries--) {
    const answer = await askOnce(route, request, caller, ids);
    if (answer.status !== request.again || tries === 0) return answer;
  }
}

async function askOnce(
  route: string,
  { path, body, headers: given }: RouteRequest,
  { token }: Caller,
  ids: Ids,
): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const payload = body?.(ids);
  const response = await fetch(new URL(path?.(ids) ?? pattern, reviewed.system.apiUrl), {
    method,
    headers: {
      ...given,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
      ...(payload !== undefined && !(payload instanceof FormData) && { 'content-type': 'application/json' }),
    },
    ...(payload !== undefined && { body: payload instanceof FormData ? payload : JSON.stringify(payload) }),
  });
  const headers = [...response.headers].filter(([name]) => !OF_ONE_REQUEST.has(name));
  const content = Buffer.from(await response.arrayBuffer()).toString('latin1');
  const requestId = response.headers.get('x-request-id') ?? 'none';
  const whole = JSON.stringify([response.status, headers, content]).replaceAll(requestId, '<request id>');
  const text = Object.values(ids).reduce((rest, id) => rest.replaceAll(String(id), '<id>'), whole);
  return { status: response.status, text };
}

/** What the table says: `through`, or the status of the refusal. */
function verdictOn(route: string, caller: Caller): 401 | 403 | 'through' {
  if (caller.roles === undefined) return 401;
  const required = REQUIRED_ROLES[route] as readonly Role[];
  const held =
    required.length === 0 ||
    caller.roles.includes('Voice.Admin') ||
    required.some((role) => caller.roles?.includes(role));
  if (!held) return 403;
  return /\/(dead-letters|schedules|system)\b/.test(route) && caller.tenantId !== CONTOSO ? 403 : 'through';
}

async function freshOwn(request: RouteRequest, caller: Caller): Promise<Ids> {
  const mine = caller.tenantId === CONTOSO ? reviewed.own : reviewed.foreign;
  if (request.consumes === 'deadLetter') return { ...mine, deadLetter: await newDeadLetter(reviewed.system) };
  const make = async (path: string, body: unknown): Promise<string> => {
    const response = await fetch(new URL(path, reviewed.system.apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await response.json()) as { id: string }).id;
  };
  switch (request.consumes) {
    case 'endpoint':
      return {
        ...mine,
        endpoint: await make('/v1/webhook-endpoints', { url: reviewed.webhookUrl, events: ['batch.failed'] }),
      };
    case 'subscription':
      return {
        ...mine,
        subscription: await make('/v1/notification-subscriptions', subscriptionTo(mine.endpoint)),
      };
    case 'blankConsent':
      return { ...mine, blankConsent: await make('/v1/consents', CONSENT) };
    default:
      return mine;
  }
}

/** What is wrong with the answers to one caller, in words; or nothing. */
async function refusedCell(route: string, request: RouteRequest, caller: Caller): Promise<string> {
  const verdict = verdictOn(route, caller);
  const answers = await Promise.all(
    (request.unknown === undefined ? [reviewed.own] : [reviewed.own, reviewed.foreign, reviewed.missing]).map((ids) =>
      ask(route, request, caller, ids),
    ),
  );
  const wrong = answers.find(({ status }) => status !== verdict);
  if (wrong) return `${wrong.status} instead of ${verdict}`;
  // Without the right, one cannot even tell what exists.
  return new Set(answers.map(({ text }) => text)).size === 1 ? 'as the table says' : 'refused in different words';
}

async function throughCell(route: string, request: RouteRequest, caller: Caller): Promise<string> {
  const statuses = request.ownFor?.[caller.name as Role] ?? request.own;
  const answer = await ask(route, request, caller, await freshOwn(request, caller));
  if (!statuses.includes(answer.status)) return `own: ${answer.text}`;
  if (request.unknown === undefined) return 'as the table says';
  const onMissing = await ask(route, request, caller, reviewed.missing);
  if (onMissing.status !== request.unknown) return `missing: ${onMissing.text}`;
  // Dead letters are the operator's, models everybody's: there are no foreign ones.
  if (request.shared === true) return 'as the table says';
  const onForeign = await ask(route, request, caller, caller.tenantId === CONTOSO ? reviewed.foreign : reviewed.own);
  return onForeign.text === onMissing.text
    ? 'as the table says'
    : `foreign: ${onForeign.text} missing: ${onMissing.text}`;
}

/** Every route × who asks × whose id, as the table says. */
export function describeMatrix(system: () => Reviewed): void {
  beforeAll(() => {
    reviewed = system();
  });

  describe('every route', () => {
    it('has a request in the table, and the table no other', () => {
      expect(Object.keys(REQUESTS).toSorted()).toEqual(ROUTES.toSorted());
    });

    it.each(ROUTES)('%s lets pass whom the table says, and shows nothing of other tenants', async (route) => {
      const request = REQUESTS[route] as RouteRequest;
      const through = reviewed.callers.filter((caller) => verdictOn(route, caller) === 'through');
      const cells: [string, string][] = await Promise.all(
        reviewed.callers
          .filter((caller) => !through.includes(caller))
          .map(async (caller) => [caller.name, await refusedCell(route, request, caller)]),
      );
      // One after the other: they change what is theirs.
      for (const caller of through) cells.push([caller.name, await throughCell(route, request, caller)]);
      expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(cells.map(([name]) => [name, 'as the table says'])));
    });
  });

  describe('lists', () => {
    const LISTS = ROUTES.filter((route) => route.startsWith('GET ') && !route.includes('{'));

    it.each(LISTS)('%s holds nothing of another tenant, however it is asked', async (route) => {
      const stranger = reviewed.callers.find(({ name }) => name === 'another tenant') as Caller;
      const path = route.slice('GET '.length);
      const { consent, voice, upload, synthesis, batch, operation, endpoint } = reviewed.own;
      for (const query of ['', '?limit=100', `?tenantId=${CONTOSO}`, `?voiceId=${voice}`, `?subjectId=${voice}`]) {
        const { text } = await ask(
          route,
          { ...REQUESTS[route], own: [200], path: () => `${path}${query}` },
          stranger,
          reviewed.missing,
        );
        for (const id of [consent, voice, upload, synthesis, batch, operation, endpoint]) {
          if (!query.includes(id)) expect(text).not.toContain(id);
        }
      }
    });
  });

  describe('the tenant and the owner', () => {
    it.each([
      ['POST /v1/consents', { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' }],
      ['POST /v1/uploads', { purpose: 'sample', fileName: 'a.wav' }],
      ['POST /v1/webhook-endpoints', { url: 'https://example.com/hook' }],
    ])('are those of the token, never of the body: %s', async (route, body) => {
      const caller = reviewed.callers.find(({ name }) => name === 'an application') as Caller;
      const extras = [
        { tenantId: FABRIKAM },
        { ownerId: STRANGER.oid },
        { status: 'active' },
        { createdAt: '2020-01-01T00:00:00.000Z' },
        { partitionKey: FABRIKAM },
        { id: reviewed.own.voice },
        { outbox: [] },
      ];
      for (const extra of extras) {
        const answer = await ask(route, { own: [400], body: () => ({ ...body, ...extra }) }, caller, reviewed.missing);
        expect({ extra, status: answer.status }).toEqual({ extra, status: 400 });
      }
    });
  });
}
