import { control, clientOf, recordingOf } from '../support/system.ts';
import { ApiClient } from '../support/api-client.ts';
import { enrolledVoice, SAMPLE, STATEMENT } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { sendRaw } from '../support/service-bus.ts';
import type { Caller, FormPart } from './fuzz-requests.ts';

/** Of each kind, at most: the first three as they were made, and the newest. */
const MAX_IDS = 6;
const KEPT_IDS = 3;
const HOME = '11111111-1111-4111-8111-111111111111';
const ABSENT = '01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const NOISE_SAMPLES = 24_000;

const UNRECORDED_CONSENT = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };

/** Files that forms are filled with. */
export type Files = Readonly<Record<NonNullable<FormPart['file']>, Blob>>;

/** What requests are about, and by whom they are made. Everything belongs to another tenant than the one that other tests use. */
export class FuzzResources {
  readonly #ids = new Map<string, string[]>();

  private constructor(
    private readonly tokens: Readonly<Record<'home' | Caller, string | undefined>>,
    readonly files: Files,
  ) {}

  /** Makes a voice, what it spoke, webhook endpoints with a delivery, and a dead letter. @param tenantId of the caller */
  static async make(system: SystemUnderTest, tenantId: string): Promise<FuzzResources> {
    const token = async (body: object): Promise<string> =>
      (await control<{ access_token: string }>(system, 'POST', '/tokens', body)).access_token;
    const api = await clientOf(system, tenantId);
    const [home, reader, statement, sample] = await Promise.all([
      clientOf(system),
      token({ tenantId, roles: ['Voice.Read'] }),
      recordingOf(system, STATEMENT),
      recordingOf(system, SAMPLE),
    ]);
    const wav = (content: Uint8Array<ArrayBuffer>) => new Blob([content], { type: 'audio/wav' });
    const resources = new FuzzResources(
      {
        home: home.token,
        administrator: api.token,
        reader,
        stranger: home.token,
        nobody: undefined,
        forger: `${api.token.slice(0, -6)}AAAAAA`,
      },
      {
        statement: wav(Uint8Array.from(statement)),
        sample: wav(Uint8Array.from(sample)),
        noise: wav(Uint8Array.from({ length: NOISE_SAMPLES }, (_, index) => (index * index * 31) % 251)),
        empty: wav(new Uint8Array()),
        text: new Blob(['not audio'], { type: 'text/plain' }),
      },
    );
    await resources.fill(system, api);
    return resources;
  }

  /** Of the resource of a kind (`vce`); of one that does not exist where there is none. */
  readonly idOf = (kind: string, index: number): string => {
    const ids = this.#ids.get(kind) ?? [];
    return ids[index % Math.max(ids.length, 1)] ?? (kind === 'dlq' ? '17' : `${kind}_${ABSENT}`);
  };

  /** Takes ids of what a request created, for later requests. */
  learn(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    const { id, subject } = body as { readonly id?: unknown; readonly subject?: unknown };
    const [, kind] = typeof id === 'string' ? (/^(\w{2,3})_\w{26}$/.exec(id) ?? []) : [];
    // Other deliveries would not belong to the endpoint with the same index.
    if (typeof id === 'string' && kind !== undefined && kind !== 'dlv') this.add(kind, id);
    this.learn(subject);
  }

  /** Dead letters belong to the operator of the system, so that the tenant of the tests has to ask. */
  tokenOf(caller: Caller, path: string): string | undefined {
    return caller === 'administrator' && path.startsWith('/v1/dead-letters') ? this.tokens.home : this.tokens[caller];
  }

  private add(kind: string, id: string): void {
    const ids = this.#ids.get(kind) ?? [];
    if (ids.includes(id)) return;
    ids.push(id);
    if (ids.length > MAX_IDS) ids.splice(KEPT_IDS, 1);
    this.#ids.set(kind, ids);
  }

  private async fill(system: SystemUnderTest, api: ApiClient): Promise<void> {
    const voiceId = await enrolledVoice(system, api);
    this.add('vce', voiceId);
    const bodies: [path: string, body: object][] = [
      ['/v1/syntheses', { voiceId, text: 'The kettle is on.' }],
      ['/v1/syntheses', { voiceId, text: 'Ropes creak.', format: 'mp3' }],
      ['/v1/batches', { voiceId, items: [{ key: 'a', text: 'One.' }] }],
    ];
    await Promise.all([
      ...bodies.map(async ([path, body]) => {
        const operation = await api.json<{ id: string; subject: { id: string } }>('POST', path, body);
        this.learn(await api.finishedOperation(operation));
      }),
      ...Array.from({ length: KEPT_IDS }, () => this.addEndpoint(api)),
      sendRaw(system, 'speech-synthesis', [lostMessage()]),
    ]);
    for (const kind of ['consents', 'uploads']) {
      for (const each of (await api.json<{ data: object[] }>('GET', `/v1/${kind}`)).data) this.learn(each);
    }
    await this.addDeadLetters(await clientOf(system));
    const { id } = await api.json<{ id: string }>('POST', '/v1/consents', UNRECORDED_CONSENT);
    this.add('cns', id);
  }

  /** An endpoint and a delivery of it have the same index. */
  private async addEndpoint(api: ApiClient): Promise<void> {
    const { id } = await api.json<{ id: string }>('POST', '/v1/webhook-endpoints', {
      url: 'https://hooks.example.com/voice',
    });
    const { id: delivery } = await api.json<{ id: string }>('POST', `/v1/webhook-endpoints/${id}/test`);
    this.add('whe', id);
    this.add('dlv', delivery);
  }

  private async addDeadLetters(home: ApiClient): Promise<void> {
    const { data } = await home.json<{ data: { sequenceNumber: string }[] }>(
      'GET',
      '/v1/dead-letters?queue=speech-synthesis',
    );
    for (const { sequenceNumber } of data) this.add('dlq', sequenceNumber);
  }
}

/** About a synthesis that does not exist, delivered as often as it may be. */
function lostMessage(): object {
  const subjectId = `syn_${ABSENT}`;
  const of = { tenantId: HOME, subjectId, attempt: 1, failures: 3, misses: 5 };
  return {
    type: 'synthesis.run',
    id: `${subjectId}:synthesis.run:1`,
    ...of,
    occurredAt: new Date().toISOString(),
    data: {},
  };
}
