import { type AudioReport, type Operation, OperationFailed, ProblemError, type VoiceClient } from '#client';
import { probeRecording } from './probe-recording.ts';
import type { SmokeOptions } from './smoke-arguments.ts';
import { eventually, failed, jsonOf, meaningOf, type SmokeClient, Unreachable } from './smoke-client.ts';

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
  if (outcome instanceof Error) return { status: 'failed', detail: meaningOf(outcome) };
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
  const response = await client.get('/health/ready', READY_ATTEMPT_TIMEOUT_MS);
  const health = (await jsonOf(response)) as { status?: string; info?: object; error?: object } | undefined;
  if (health?.status === undefined) {
    failed(
      `GET /health/ready answered ${response.status} without a health document: this is not the API, or no replica is ready.`,
    );
  }
  const down = Object.keys(health.error ?? {});
  if (response.status !== 200)
    failed(`The API is not ready: ${down.join(', ') || 'no reason given'}. Run doctor with its environment.`);
  return `ready: ${Object.keys(health.info ?? {}).join(', ')}`;
}

/** An API that lets anybody in would pass every other check. */
async function refusesAnonymous({ anonymous }: SmokeClient): Promise<string> {
  const status = await anonymous.GET('/v1/voices', { params: { query: { limit: 1 } } }).then(
    ({ response }) => response.status,
    (error: unknown) => {
      if (error instanceof ProblemError) return error.status;
      throw error;
    },
  );
  if (status !== 401) failed(`GET /v1/voices without a token answered ${status} instead of 401.`);
  return 'a request without a token is refused';
}

async function openApi(client: SmokeClient): Promise<string | Skipped> {
  const response = await client.get('/openapi.json');
  if (response.status === 404) {
    return { skipped: 'the API serves no OpenAPI document, because SWAGGER_ENABLED is false' };
  }
  if (response.status !== 200) throw await ProblemError.from(response, { method: 'GET', url: response.url });
  const document = (await jsonOf(response)) as { openapi?: string; paths?: Record<string, unknown> } | undefined;
  const paths = Object.keys(document?.paths ?? {});
  if (document?.openapi?.startsWith('3.') !== true || !paths.includes('/v1/voices')) {
    failed('GET /openapi.json did not return the OpenAPI document of this API.');
  }
  return `OpenAPI ${document?.openapi} with ${paths.length} paths`;
}

async function audioCheck({ api }: SmokeClient): Promise<string> {
  const recording = new Blob([probeRecording(RECORDING_MS)], { type: 'audio/wav' });
  const report: Partial<AudioReport> = await api.checkAudio(recording, { fileName: 'smoke.wav' });
  if (report.verdict === undefined || !report.checks?.length) failed('POST /v1/audio-checks did not return a report.');
  return `a tone was checked: ${report.checks.length} checks, ${report.verdict}`;
}

/** With the first voice that this caller may speak with; without one, the refusal for a voice that does not exist is what is expected. */
async function estimate({ api }: SmokeClient): Promise<{ detail: string; voice?: Voice }> {
  const { data: voices } = await api.GET('/v1/voices', { params: { query: { status: 'ready', limit: MAX_VOICES } } });
  for (const voice of voices.data) {
    const characters = await billedCharacters(api, voice).catch((error: unknown) => {
      if (error instanceof ProblemError && error.is('voice-not-granted')) return undefined;
      throw error;
    });
    if (characters !== undefined) return { detail: `${characters} characters would be billed`, voice };
  }
  const refusal = await errorOr(() => billedCharacters(api, { id: UNKNOWN_VOICE }));
  if (!(refusal instanceof Error)) failed('POST /v1/syntheses/estimates accepted a voice that does not exist.');
  // What is wrong is the voice, and nothing else of the request.
  const expected = refusal instanceof ProblemError && refusal.errors.some(({ pointer }) => pointer === '/voiceId');
  if (!expected) throw refusal;
  const count = voices.data.length;
  const found = count === 0 ? 'there is no voice' : `none of ${count} voices is granted to this caller`;
  return { detail: `${found}; a voice that does not exist is refused` };
}

async function billedCharacters(api: VoiceClient, { id }: Voice): Promise<number> {
  const { data } = await api.POST('/v1/syntheses/estimates', { body: { voiceId: id, text: TEXT } });
  const { billedCharacters: count }: Partial<typeof data> = data;
  return count ?? failed('POST /v1/syntheses/estimates did not return a number of characters.');
}

async function synthesis({ api }: SmokeClient, voice: Voice, timeoutMs: number): Promise<string> {
  const { data: accepted } = await api.POST('/v1/syntheses', {
    body: { voiceId: voice.id, text: TEXT, format: 'wav' },
  });
  const outcome = await errorOr(() => spoken(api, accepted, timeoutMs));
  // No matter what happens to it, nothing of the test must stay.
  const removal = await errorOr(() => removed(api, accepted));
  if (outcome instanceof Error) throw outcome;
  if (removal instanceof Error) throw removal;
  return outcome;
}

async function spoken(api: VoiceClient, operation: Operation, timeoutMs: number): Promise<string> {
  const startedAt = performance.now();
  await ended(api, operation, timeoutMs);
  const spokenMs = Math.round(performance.now() - startedAt);
  const { data } = await api.GET('/v1/syntheses/{id}/audio', {
    params: { path: { id: operation.subject.id } },
    parseAs: 'arrayBuffer',
  });
  const audio = Buffer.from(data);
  if (audio.toString('latin1', 0, 4) !== 'RIFF' || audio.length < MIN_AUDIO_BYTES) {
    failed('The audio of the synthesis is not a WAV file.');
  }
  return `spoken in ${spokenMs} ms, ${audio.length} bytes of audio`;
}

async function ended(api: VoiceClient, operation: Operation, timeoutMs: number): Promise<void> {
  let { status } = operation;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    await api.finishedOperation(operation, { signal, onProgress: (state) => ({ status } = state) });
  } catch (error) {
    if (error instanceof OperationFailed) {
      const { status: end, error: cause } = error.operation;
      failed(`The synthesis ended ${end}${cause === undefined ? '' : `, ${cause.code}: ${cause.detail}`}`);
    }
    if (!signal.aborted) throw error;
    failed(`The synthesis is ${status} after ${timeoutMs / 1_000} s: no worker receives it, or Speech is slow.`);
  }
}

/** One that has not ended is canceled; the worker then deletes what it had of it. */
async function removed(api: VoiceClient, { id, subject }: Operation): Promise<void> {
  try {
    await api.DELETE('/v1/syntheses/{id}', { params: { path: { id: subject.id } } });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 409) throw error;
    await api.POST('/v1/operations/{id}/cancel', { params: { path: { id } } });
  }
}

async function errorOr<T>(attempt: () => Promise<T>): Promise<T | Error> {
  try {
    return await attempt();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
