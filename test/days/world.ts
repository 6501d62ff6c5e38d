import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { COMPANY, enrolVoice, type Recordings, speakRecordings, TALENT } from '../chaos/enrolled.ts';
import { noCounts, PatientClient } from '../chaos/patient-client.ts';
import { distinctRecording } from '../support/distinct-recording.ts';
import { ApiClient } from '../support/api-client.ts';
import type { EndingConsent, QuietRecipient } from './expected.ts';
import { DAY_MS, type DaysPlan, HOUR_MS } from './plan.ts';

const LOOK_MS = 200;
/** Short against the life of a token, an hour. */
const TOKEN_KEPT_MS = 10 * 60_000;
const ALL_KINDS = ['daily-digest', 'weekly-digest', 'consent-expiring', 'voice-unused'];
/** So many days and a quarter after the begin: no notice is due within hours of the run that notifies. */
const CONSENTS_END_AFTER_DAYS = [1.25, 9.25, 33.25];
const QUIET = { timeZone: 'America/New_York', from: '20:00', to: '08:00' };

export interface Recipients {
  readonly email: string;
  /** Is told by e-mail what was due in its quiet hours. */
  readonly quiet: QuietRecipient & { readonly email: string };
  /** Id of the workflow. */
  readonly teams: string;
}

export interface World {
  readonly recipients: Recipients;
  readonly consents: readonly EndingConsent[];
  readonly speakingVoiceId: string;
  readonly unusedVoiceId: string;
  /** When the voice was made that does not speak, epoch milliseconds. */
  readonly unusedSince: number;
}

/** A client that lives through kills, with a token that is renewed as the clock moves. */
export function patientClient(system: VoiceSystem, giveUp: AbortSignal): PatientClient {
  let kept: { readonly token: string; readonly until: number } | undefined;
  const token = async (): Promise<string> => {
    const now = Date.now() + system.aheadMs;
    if (kept === undefined || kept.until < now) kept = { token: await system.token(), until: now + TOKEN_KEPT_MS };
    return kept.token;
  };
  return new PatientClient({ urls: system.apiUrls, counts: noCounts(), giveUp, token });
}

/** Makes everything that the days need: two voices, consents that end, a recipient for each channel. The webhook endpoint is there. */
export async function makeWorld(system: VoiceSystem, { from }: DaysPlan): Promise<World> {
  const api = new ApiClient(system.apiUrl, await system.token());
  const recordings = await speakRecordings(system);
  const speakingVoiceId = await enrolVoice(system, recordings);
  const unusedVoiceId = await enrolVoice(system, { ...recordings, consent: distinctRecording(recordings.consent) });
  const consents = await Promise.all(
    CONSENTS_END_AFTER_DAYS.map(async (days) => {
      const endsAt = from + days * DAY_MS;
      return { id: await consentUntil(api, recordings, endsAt), endsAt };
    }),
  );
  const { createdAt } = await api.json<{ createdAt: string }>('GET', `/v1/voices/${unusedVoiceId}`);
  const recipients = await subscribe(api, system);
  return { recipients, consents, speakingVoiceId, unusedVoiceId, unusedSince: Date.parse(createdAt) };
}

async function consentUntil(api: ApiClient, { consent }: Recordings, endsAt: number): Promise<string> {
  const recording = new Uint8Array(distinctRecording(consent));
  const { id: uploadId } = await api.upload(recording, { purpose: 'consent', fileName: 'consent.wav' });
  const parties = { voiceTalentName: TALENT, companyName: COMPANY, locale: 'en-US' };
  const body = { ...parties, expiresAt: new Date(endsAt).toISOString(), uploadId };
  const { id } = await api.json<{ id: string }>('POST', '/v1/consents', body);
  for (let status = ''; status !== 'active'; await delay(LOOK_MS)) {
    ({ status } = await api.json<{ status: string }>('GET', `/v1/consents/${id}`));
    if (status === 'rejected') throw new Error(`The consent ${id} was rejected.`);
  }
  return id;
}

async function subscribe(api: ApiClient, system: VoiceSystem): Promise<Recipients> {
  const email = `ada.${randomUUID()}@example.com`;
  const quiet = { ...QUIET, email: `quiet.${randomUUID()}@example.com` };
  const teams = randomUUID();
  const workflows = system.ready.environment['SPEECH_ENDPOINT']?.replace('localhost', '127.0.0.1');
  const { data: endpoints } = await api.json<{ data: { id: string }[] }>('GET', '/v1/webhook-endpoints');
  const subscriptions = [
    { channel: 'email', address: email, kinds: ALL_KINDS, timeZone: 'Europe/Berlin' },
    {
      channel: 'email',
      address: quiet.email,
      kinds: ['daily-digest', 'consent-expiring'],
      timeZone: QUIET.timeZone,
      quietHours: { from: QUIET.from, to: QUIET.to },
    },
    {
      channel: 'teams',
      address: `${workflows}/workflows/${teams}/triggers/manual/paths/invoke?sig=secret`,
      kinds: ['daily-digest'],
    },
    { channel: 'webhook', address: endpoints[0]?.id ?? '', kinds: ['daily-digest', 'weekly-digest'] },
  ];
  for (const subscription of subscriptions) await api.json('POST', '/v1/notification-subscriptions', subscription);
  return { email, quiet, teams };
}

/** What the tenant keeps for how long; each class has something to remove within the days. */
const RULES = [
  { class: 'sample', action: 'delete', afterDays: 5 },
  { class: 'archive', action: 'delete', afterDays: 3 },
  { class: 'consentEvidence', action: 'delete', afterDays: 3 },
  { class: 'result', action: 'delete', afterDays: 2 },
  { class: 'deliveryLog', action: 'delete', afterDays: 4 },
];

/** Stops all recurring work, so that none comes before the days begin. */
export async function pauseSchedules(client: PatientClient, { schedules }: DaysPlan): Promise<void> {
  for (const { name } of schedules) await client.request('POST', `/v1/schedules/${name}/pause`, { key: randomUUID() });
}

/** From now on the schedules run at their times, and the policy holds. */
export async function beginDays(client: PatientClient, { schedules }: DaysPlan): Promise<void> {
  await mustSucceed(client, 'PUT', '/v1/retention', { rules: RULES });
  for (const { name, cron, timeZone } of schedules) {
    await mustSucceed(client, 'PUT', `/v1/schedules/${name}`, { cron, timeZone });
    await mustSucceed(client, 'POST', `/v1/schedules/${name}/resume`);
  }
}

/** @throws Error for an answer that is not 2xx */
export async function mustSucceed<T>(client: PatientClient, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await client.request(method, path, {
    ...(body === undefined ? {} : { body }),
    ...(method === 'POST' ? { key: randomUUID() } : {}),
  });
  if (answer.status < 300) return answer.body as T;
  throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** When the tenant's voice speaks: the same hours of each day, away from the sweeps, so that nothing becomes due while one runs. */
export function isSpeakingTime(at: number): boolean {
  return Math.round(at / HOUR_MS) % 12 === 11;
}
