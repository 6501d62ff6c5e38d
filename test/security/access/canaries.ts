import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { HOOK_SOURCE } from '../../support/hook-source.ts';
import { sendMessages } from '../../support/service-bus.ts';
import { control } from '../../support/system.ts';
import { REQUESTS } from './requests.ts';
import { REQUIRED_ROLES } from './required-roles.ts';
import { CONTOSO, OWNER, type Reviewed, tokenOf } from './reviewed-system.ts';

const PATIENCE = { timeout: 90_000, interval: 300 };
const mark = (): string => randomBytes(6).toString('hex');

/** Each is put wherever a caller, a sender of messages, or Azure can put something. */
const CANARY = {
  text: `saffron walruses ${mark()} waltz at noon`,
  email: `ada.${mark()}@contoso.example`,
  // Of the same form as the real things, which are looked for as well.
  sas: `${randomBytes(32).toString('base64').slice(0, 43)}=`,
  token: ['eyJhbGciOiJub25lIn0', Buffer.from(`{"canary":"${mark()}"}`).toString('base64url'), mark()].join('.'),
  key: randomBytes(64).toString('base64'),
  password: `hunter-${mark()}`,
};
const SPOKEN = `${CANARY.text}. Write to ${CANARY.email}, token ${CANARY.token}, key AccountKey=${CANARY.key};`;

/** Nothing that a person, a caller or Azure has said or shown in confidence comes out anywhere but where it is asked for. */
export function describeCanaries(reviewed: () => Reviewed): void {
  const problems: string[] = [];
  const shown = new Map<string, string>();
  let api: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
  let elsewhere: Server;
  let elsewhereUrl: string;

  beforeAll(async () => {
    const { system } = reviewed();
    const claims = { email: CANARY.email, preferred_username: CANARY.email, upn: CANARY.email, name: CANARY.email };
    const wish = { ...OWNER, roles: ['Voice.Admin'], scp: 'access_as_user', claims };
    const token = await tokenOf(system, wish);
    shown.set('the caller’s token', token.split('.')[2] ?? '').set('its claims', token.split('.')[1] ?? '');
    api = async (method, path, body, headers = {}) => {
      const isRaw = body === undefined || body instanceof FormData || typeof body === 'string';
      const response = await fetch(new URL(path, system.apiUrl), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          cookie: `session=${CANARY.key}`,
          'x-api-key': CANARY.key,
          ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
          ...(body !== undefined && !(body instanceof FormData) && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
      });
      if (response.status >= 400) problems.push(await response.text());
      return response;
    };
    // Fails each webhook and each recording in words of its own.
    elsewhere = createServer((request, response) => {
      request.resume();
      // A recording that is refused permanently, so that nobody waits for further tries.
      response.writeHead(request.method === 'GET' ? 404 : 500, { 'x-canary': CANARY.key }).end(SPOKEN);
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/${CANARY.key.slice(0, 20).replaceAll(/[+/]/g, 'x')}`;
  });

  afterAll(async () => {
    elsewhere?.closeAllConnections();
    await new Promise((resolve) => void elsewhere?.close(resolve));
  });

  const ended = async (response: Response): Promise<unknown> => {
    const { id } = (await response.json()) as { id: string };
    const events = await api('GET', `/v1/operations/${id}/events`);
    return events.text();
  };

  it('go through every route, as it is meant and in ways that are refused', async () => {
    const { own } = reviewed();
    const query = `sig=${encodeURIComponent(CANARY.sas)}&access_token=${CANARY.token}&note=${encodeURIComponent(SPOKEN)}`;
    const documented = Object.keys(REQUIRED_ROLES).filter((route) => REQUIRED_ROLES[route] !== 'nobody');
    for (const route of documented) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = REQUESTS[route]?.path?.(own) ?? pattern;
      const refused: [unknown, Record<string, string>?][] = [
        [undefined, { authorization: `Bearer ${CANARY.token}` }],
        [undefined, { authorization: `Basic ${CANARY.key}` }],
        [undefined, { 'if-match': `"${CANARY.key}"`, 'idempotency-key': `${CANARY.key} ${CANARY.password}é` }],
      ];
      if (method === 'POST' || method === 'PATCH') {
        refused.push(
          [`{"text":"${SPOKEN}"`],
          [SPOKEN],
          [Object.fromEntries(FIELDS.map((field) => [field, { is: SPOKEN }]))],
        );
        refused.push([{ ...Object.fromEntries(FIELDS.map((field) => [field, SPOKEN])), uploadId: SPOKEN }]);
      }
      await Promise.all(
        (method === 'DELETE' ? refused.slice(0, 2) : refused).map(async ([body, headers]) => {
          const answer = await api(method, `${path}?${query}`, method === 'GET' ? undefined : body, headers);
          if (!answer.bodyUsed) await answer.arrayBuffer();
        }),
      );
    }
    expect(problems.length).toBeGreaterThan(documented.length * 2);
  });

  it('go through what succeeds', async () => {
    const { own } = reviewed();
    const names = { voiceTalentName: CANARY.email, companyName: CANARY.password, locale: 'en-US' };
    await (await api('POST', '/v1/consents', names)).arrayBuffer();
    const spoken = await api('POST', '/v1/speech', { voiceId: own.voice, text: CANARY.text });
    expect(spoken.status).toBe(200);
    await spoken.arrayBuffer();
    const queued = await api('POST', '/v1/syntheses', { voiceId: own.voice, text: CANARY.text });
    const batch = await api('POST', '/v1/batches', { voiceId: own.voice, items: [{ text: CANARY.text }] });
    expect(await Promise.all([queued, batch].map(ended))).toEqual([
      expect.stringContaining('succeeded'),
      expect.stringContaining('succeeded'),
    ]);
    const upload = await api('POST', '/v1/uploads', { purpose: 'sample', fileName: `${CANARY.email}.wav` });
    const { upload: target } = (await upload.json()) as { upload: { url: string } };
    shown.set('the signature of an upload URL', new URL(target.url).searchParams.get('sig') ?? '');
    const endpoint = await api('POST', '/v1/webhook-endpoints', {
      url: `${elsewhereUrl}?sig=${encodeURIComponent(CANARY.sas)}`,
      description: SPOKEN.slice(0, 150),
      events: ['upload.rejected'],
    });
    const { id, secret } = (await endpoint.json()) as { id: string; secret: string };
    shown.set('the secret of a webhook endpoint', secret.replace('whsec_', ''));
    await (await api('POST', `/v1/webhook-endpoints/${id}/rotate-secret`, {})).arrayBuffer();
  });

  it('go through what fails at Azure, which repeats what it was given', async () => {
    const { system, own } = reviewed();
    const reason = SPOKEN.slice(0, 110);
    const effect = { kind: 'error', status: 400, code: 'InvalidPayload', message: SPOKEN };
    await control(system, 'POST', '/faults', [
      { service: 'speech', operation: 'ws-turn', effect: { kind: 'close', code: 1007, reason }, times: 2 },
      { service: 'speech', operation: 'BatchSyntheses_Create', effect },
      { service: 'speech', operation: 'Consents_Create', effect },
    ]);
    try {
      await (await api('POST', '/v1/speech', { voiceId: own.voice, text: CANARY.text })).arrayBuffer().catch(String);
      const answers = [
        await api('POST', '/v1/syntheses', { voiceId: own.voice, text: CANARY.text }),
        await api('POST', '/v1/batches', { voiceId: own.voice, items: [{ text: `${CANARY.text}!` }] }),
      ];
      await Promise.all(answers.map(ended));
      const { faults } = await control<{ faults: { operation: string; applied: number }[] }>(system, 'GET', '/faults');
      expect(faults.find(({ operation }) => operation === 'ws-turn')?.applied).toBeGreaterThan(0);
      expect(faults.find(({ operation }) => operation === 'BatchSyntheses_Create')?.applied).toBeGreaterThan(0);
    } finally {
      await control(system, 'DELETE', '/faults');
    }
  });

  it('go through recordings that are not there, that are none, and that say something else', async () => {
    const { system, recording } = reviewed();
    const { host, pathname } = new URL(elsewhereUrl);
    const sourceUrl = `http://${host}${pathname}.wav?sig=${encodeURIComponent(CANARY.sas)}&email=${CANARY.email}`;
    const uploads = [await api('POST', '/v1/uploads', { purpose: 'sample', sourceUrl })];
    await (
      await api('POST', '/v1/uploads', { purpose: 'sample', sourceUrl: `http://ada:${CANARY.password}@${host}/a` })
    )
      .arrayBuffer()
      .catch(String);
    const form = new FormData();
    form.append('purpose', 'sample');
    form.append('file', new Blob([`RIFF\0\0\0\0WAVE${SPOKEN}`]), `${CANARY.email}.wav`);
    uploads.push(await api('POST', '/v1/uploads/files', form));
    await control(system, 'POST', '/speech/transcript', { text: SPOKEN });
    try {
      const statement = new FormData();
      statement.append('purpose', 'consent');
      statement.append('file', new Blob([recording]), 'statement.wav');
      const { id: uploadId } = (await (await api('POST', '/v1/uploads/files', statement)).json()) as { id: string };
      const consent = await api('POST', '/v1/consents', {
        voiceTalentName: CANARY.email,
        companyName: 'Contoso',
        locale: 'en-US',
      });
      const { id } = (await consent.json()) as { id: string };
      expect(await ended(await api('POST', `/v1/consents/${id}/recording`, { uploadId }))).toContain('failed');
    } finally {
      await control(system, 'POST', '/speech/transcript', { text: null });
    }
    for (const upload of uploads) {
      const { id } = (await upload.json()) as { id: string };
      const statusOf = async () =>
        ((await (await api('GET', `/v1/uploads/${id}`)).json()) as { status: string }).status;
      await vi.waitFor(async () => expect(await statusOf()).toBe('rejected'), PATIENCE);
    }
  });

  it('go through webhooks and messages that make no sense', async () => {
    const { system } = reviewed();
    const body = JSON.stringify({ type: CANARY.email, data: { purpose: SPOKEN, sourceUrl: SPOKEN, text: SPOKEN } });
    const id = `msg_${randomUUID()}`;
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': new Webhook(HOOK_SOURCE.secret).sign(id, new Date(), body),
    };
    await api('POST', `/hooks/${HOOK_SOURCE.name}`, body, headers);
    await api('POST', `/hooks/${HOOK_SOURCE.name}`, body, { ...headers, 'webhook-signature': `v1,${CANARY.key}` });
    await api('POST', '/hooks/nobody', body, headers);
    shown.set('the secret of a source of webhooks', HOOK_SOURCE.secret.replace('whsec_', ''));
    const message = { type: 'synthesis.run', id: SPOKEN, tenantId: CONTOSO, subjectId: CANARY.email, attempt: 1 };
    const bodies = [
      SPOKEN,
      Buffer.from(`{"type":"${SPOKEN}`),
      { ...message, data: { text: SPOKEN } },
      { ...message, type: SPOKEN },
      { [SPOKEN]: SPOKEN, type: 'synthesis.run' },
    ];
    const queues = [
      'speech-synthesis',
      'voice-enrollment',
      'audio-uploads',
      'batch-synthesis',
      'notifications',
      'webhook-events',
      'maintenance',
    ];
    for (const queue of queues) {
      const marked = bodies.map((each, index) => ({ body: each, messageId: `canary-${index}-${randomUUID()}` }));
      await sendMessages(system, queue, marked);
    }
    for (const queue of queues) {
      await vi.waitFor(
        async () =>
          expect((await deadLetters(queue)).filter(({ messageId }) => messageId?.startsWith('canary-'))).toHaveLength(
            5,
          ),
        PATIENCE,
      );
    }
  });

  async function deadLetters(queue: string) {
    const path = `/service-bus/messages?path=${queue}/$DeadLetterQueue`;
    type Letter = { messageId?: string; deadLetterReason?: string; deadLetterErrorDescription?: string };
    return (await control<{ messages: Letter[] }>(reviewed().system, 'GET', path)).messages;
  }

  it('are in no line of any log, no problem, no dead letter’s reason, and no entry of the audit log', async () => {
    const { system } = reviewed();
    const { queues } = await control<{ queues: { name: string; deadLetter: number }[] }>(
      system,
      'GET',
      '/service-bus/queues',
    );
    const letters = (await Promise.all(queues.map(({ name }) => deadLetters(name)))).flat();
    const files = (await readdir(system.folder)).filter((name) => /^(api|worker).*\.log$/.test(name));
    const listed = await (await api('GET', '/v1/dead-letters?limit=100')).text();
    const { documents } = await control<{ documents: unknown[] }>(system, 'GET', '/cosmos/documents?container=audit');
    const logs = await Promise.all(
      files.map(async (name) => [name, await readFile(join(system.folder, name), 'utf8')] as const),
    );
    const places: readonly (readonly [string, string])[] = [
      ...logs,
      ['problems', problems.join('\n')],
      [
        'reasons of dead letters',
        letters.map((each) => `${each.deadLetterReason} ${each.deadLetterErrorDescription}`).join('\n'),
      ],
      ['the list of dead letters', listed],
      ['the audit log', JSON.stringify(documents)],
    ];
    expect(letters.length).toBeGreaterThanOrEqual(35);
    expect(logs.map(([, content]) => content).join('')).toMatch(/"level":"(trace|debug)"/);
    const wanted = [...Object.entries(CANARY), ...shown].flatMap(([name, secret]) =>
      spellingsOf(secret).map((each) => [name, each] as const),
    );
    expect(wanted.every(([, secret]) => secret.length > 8)).toBe(true);
    const hits = places.flatMap(([place, content]) =>
      wanted
        .filter(([, secret]) => content.includes(secret))
        .map(([name, secret]) => `${name} in ${place}: ${around(content, secret)}`),
    );
    // The forms of secrets, anybody's: those of the worker, which no test has seen.
    for (const [place, content] of places) {
      for (const form of FORMS) for (const [found] of content.matchAll(form)) hits.push(`${place}: ${found}`);
    }
    expect([...new Set(hits)]).toEqual([]);
  });
}

/** Fields of all kinds of bodies, by which one body tries every schema. */
const FIELDS = [
  'voiceId',
  'text',
  'ssml',
  'items',
  'name',
  'kind',
  'url',
  'input',
  'voice',
  'voiceTalentName',
  'locale',
  'purpose',
  'sourceUrl',
  'samples',
  'consent',
  'lexicon',
  'format',
  'events',
  'overlapMs',
];

/** A signed URL, a signed token, a key of a storage account, a secret of webhooks. */
const FORMS = [
  /[?&]sig=(?!\[redacted\])[^\s"&]{20,}/g,
  /eyJ[\w-]{10,}\.[\w-]{20,}\.[\w-]{20,}/g,
  /[A-Za-z0-9+/]{86}==/g,
  /whsec_[A-Za-z0-9+/]{20,}/g,
];

/** As it is, in a URL, in JSON, and in Base64 wherever it begins. */
function spellingsOf(secret: string): string[] {
  const shifted = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  );
  return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...shifted])];
}

function around(content: string, secret: string): string {
  const at = content.indexOf(secret);
  return content.slice(Math.max(0, at - 300), at + secret.length + 60);
}
