import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal, OPERATION_TRANSITIONS, type OperationStatus } from '#domain';
import type { PageView } from '../platform/answers/page.ts';
import { probeRecording } from './probe-recording.ts';
import type { SmokeOptions } from './smoke-arguments.ts';
import { eventually, failed, jsonOf, refusal, type SmokeClient, Unreachable } from './smoke-client.ts';

export interface CheckResult {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** A sentence; holds no token and nothing of a recording or text. */
  readonly detail: string;
  readonly durationMs: number;
}

/** A check that has nothing to look at here. */
interface Skipped {
  readonly skipped: string;
}

interface Check {
  readonly name: string;
  run(): Promise<string | Skipped>;
}

const ESTIMATES = '/v1/syntheses/estimates';

export interface CheckOptions extends Pick<SmokeOptions, 'write' | 'waitMs'> {
  /** How long a synthesis may take; 3 minutes. */
  readonly synthesisTimeoutMs?: number;
}

interface Voice {
  readonly id: string;
}

const TEXT = 'The kettle is on.';
const RECORDING_MS = 6_000;
const READY_ATTEMPT_TIMEOUT_MS = 10_000;
/** A worker that starts from zero replicas needs about a minute until it speaks (docs/troubleshooting.md). */
const SYNTHESIS_TIMEOUT_MS = 180_000;
const SYNTHESIS_POLL_MS = 1_000;
/** How many voices are tried until one may be spoken with. */
const MAX_VOICES = 20;
/** Of a second of speech there are 48,000. */
const MIN_AUDIO_BYTES = 1_000;
/** As an id of a voice is written; none is drawn like it. */
const UNKNOWN_VOICE = 'vce_00000000000000000000000000';

/** Runs the checks one after the other, and tells each result when it is known. Those behind an API that does not answer are skipped. */
export async function runSmokeChecks(
  client: SmokeClient,
  options: CheckOptions,
  onResult: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  let unreachable = false;
  for (const check of checksOf(client, options)) {
    const startedAt = performance.now();
    const outcome = unreachable ? { skipped: 'the API does not answer' } : await errorOr(() => check.run());
    if (outcome instanceof Unreachable) unreachable = true;
    const result = { name: check.name, ...told(outcome), durationMs: Math.round(performance.now() - startedAt) };
    results.push(result);
    onResult(result);
  }
  return results;
}

function told(outcome: string | Skipped | Error): Pick<CheckResult, 'status' | 'detail'> {
  if (outcome instanceof Error) return { status: 'failed', detail: outcome.message };
  return typeof outcome === 'string'
    ? { status: 'passed', detail: outcome }
    : { status: 'skipped', detail: outcome.skipped };
}

function checksOf(
  client: SmokeClient,
  { write, waitMs, synthesisTimeoutMs = SYNTHESIS_TIMEOUT_MS }: CheckOptions,
): readonly Check[] {
  let voice: Voice | undefined;
  return [
    { name: 'health', run: () => eventually(() => ready(client), waitMs) },
    { name: 'anonymous', run: () => refusesAnonymous(client) },
    { name: 'openapi', run: () => openApi(client) },
    { name: 'audio-check', run: () => audioCheck(client) },
    {
      name: 'estimate',
      run: async () => {
        const found = await estimate(client);
        voice = found.voice;
        return found.detail;
      },
    },
    ...(write
      ? [
          {
            name: 'synthesis',
            run: async () =>
              voice === undefined ? { skipped: 'no voice may speak' } : synthesis(client, voice, synthesisTimeoutMs),
          },
        ]
      : []),
  ];
}

async function ready(client: SmokeClient): Promise<string> {
  const answer = await client.send('GET', '/health/ready', { anonymous: true, timeoutMs: READY_ATTEMPT_TIMEOUT_MS });
  const health = jsonOf(answer) as { status?: string; info?: object; error?: object } | undefined;
  if (health?.status === undefined) {
    failed(
      `GET /health/ready answered ${answer.status} without a health document: this is not the API, or no replica is ready.`,
    );
  }
  const down = Object.keys(health.error ?? {});
  if (answer.status !== 200)
    failed(`The API is not ready: ${down.join(', ') || 'no reason given'}. Run doctor with its environment.`);
  return `ready: ${Object.keys(health.info ?? {}).join(', ')}`;
}

/** An API that lets anybody in would pass every other check. */
async function refusesAnonymous(client: SmokeClient): Promise<string> {
  const answer = await client.send('GET', '/v1/voices?limit=1', { anonymous: true });
  if (answer.status !== 401) failed(`GET /v1/voices without a token answered ${answer.status} instead of 401.`);
  return 'a request without a token is refused';
}

async function openApi(client: SmokeClient): Promise<string | Skipped> {
  const answer = await client.send('GET', '/openapi.json', { anonymous: true });
  if (answer.status === 404) return { skipped: 'the API serves no OpenAPI document, because SWAGGER_ENABLED is false' };
  if (answer.status !== 200) throw refusal('GET', '/openapi.json', answer);
  const document = jsonOf(answer) as { openapi?: string; paths?: Record<string, unknown> } | undefined;
  const paths = Object.keys(document?.paths ?? {});
  if (document?.openapi?.startsWith('3.') !== true || !paths.includes('/v1/voices')) {
    failed('GET /openapi.json did not return the OpenAPI document of this API.');
  }
  return `OpenAPI ${document?.openapi} with ${paths.length} paths`;
}

async function audioCheck(client: SmokeClient): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([probeRecording(RECORDING_MS)], { type: 'audio/wav' }), 'smoke.wav');
  const report = await client.json<{ verdict?: string; checks?: unknown[]; sha256?: string }>(
    'POST',
    '/v1/audio-checks',
    200,
    {
      body: form,
    },
  );
  if (report.verdict === undefined || !report.checks?.length) failed('POST /v1/audio-checks did not return a report.');
  return `a tone was checked: ${report.checks.length} checks, ${report.verdict}`;
}

/** With the first voice that this caller may speak with; without one, the refusal for a voice that does not exist is what is expected. */
async function estimate(client: SmokeClient): Promise<{ detail: string; voice?: Voice }> {
  const { data } = await client.json<PageView<Voice>>('GET', `/v1/voices?status=ready&limit=${MAX_VOICES}`, 200);
  for (const voice of data) {
    const answer = await estimateFor(client, voice);
    if (answer.status === 403 && ((jsonOf(answer) ?? {}) as { code?: string }).code === 'voice-not-granted') continue;
    const { billedCharacters } = (jsonOf(answer) ?? {}) as { billedCharacters?: number };
    if (answer.status !== 200 || billedCharacters === undefined) throw refusal('POST', ESTIMATES, answer);
    return { detail: `${billedCharacters} characters would be billed`, voice };
  }
  const answer = await estimateFor(client, { id: UNKNOWN_VOICE });
  // 422, with the member that is wrong: the voice, and nothing else of the request.
  if (answer.status !== 422 || !answer.body.includes('voiceId')) throw refusal('POST', ESTIMATES, answer);
  const voices = data.length === 0 ? 'there is no voice' : `none of ${data.length} voices is granted to this caller`;
  return { detail: `${voices}; a voice that does not exist is refused` };
}

function estimateFor(client: SmokeClient, { id }: Voice) {
  return client.send('POST', ESTIMATES, { body: { voiceId: id, text: TEXT } });
}

interface Operation {
  readonly id: string;
  readonly status: OperationStatus;
  readonly subject: { readonly href: string };
  readonly error?: { readonly code: string; readonly detail: string };
}

async function synthesis(client: SmokeClient, voice: Voice, timeoutMs: number): Promise<string> {
  const accepted = await client.json<Operation>('POST', '/v1/syntheses', 202, {
    body: { voiceId: voice.id, text: TEXT, format: 'wav' },
    headers: idempotencyKey(),
  });
  const outcome = await errorOr(() => spoken(client, accepted, timeoutMs));
  // No matter what happens to it, nothing of the test must stay.
  const removal = await errorOr(() => removed(client, accepted));
  if (outcome instanceof Error) throw outcome;
  if (removal instanceof Error) throw removal;
  return outcome;
}

async function spoken(client: SmokeClient, { id, subject }: Operation, timeoutMs: number): Promise<string> {
  const startedAt = performance.now();
  await ended(client, id, timeoutMs);
  const spokenMs = Math.round(performance.now() - startedAt);
  const audio = await client.send('GET', `${subject.href}/audio`);
  if (audio.status !== 200) throw refusal('GET', `${subject.href}/audio`, audio);
  if (audio.body.toString('latin1', 0, 4) !== 'RIFF' || audio.body.length < MIN_AUDIO_BYTES) {
    failed('The audio of the synthesis is not a WAV file.');
  }
  return `spoken in ${spokenMs} ms, ${audio.body.length} bytes of audio`;
}

async function ended(client: SmokeClient, operationId: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const { status, error } = await client.json<Operation>('GET', `/v1/operations/${operationId}`, 200);
    if (status === 'succeeded') return;
    if (isTerminal(OPERATION_TRANSITIONS, status)) {
      failed(`The synthesis ended ${status}${error === undefined ? '' : `, ${error.code}: ${error.detail}`}`);
    }
    if (performance.now() > deadline) {
      failed(`The synthesis is ${status} after ${timeoutMs / 1_000} s: no worker receives it, or Speech is slow.`);
    }
    await delay(SYNTHESIS_POLL_MS);
  }
}

/** One that has not ended is canceled; the worker then deletes what it had of it. */
async function removed(client: SmokeClient, { id, subject }: Operation): Promise<void> {
  const answer = await client.send('DELETE', subject.href);
  if (answer.status === 204) return;
  if (answer.status !== 409) throw refusal('DELETE', subject.href, answer);
  const path = `/v1/operations/${id}/cancel`;
  const canceled = await client.send('POST', path, { headers: idempotencyKey() });
  if (canceled.status >= 300) throw refusal('POST', path, canceled);
}

function idempotencyKey(): Record<string, string> {
  return { 'idempotency-key': randomUUID() };
}

async function errorOr<T>(attempt: () => Promise<T>): Promise<T | Error> {
  try {
    return await attempt();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
