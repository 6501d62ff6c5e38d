import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiClient, ApiProblem, type OperationAnswer } from '../../support/api-client.ts';
import { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { Control } from '../../chaos/control.ts';
import { SAMPLE, uploaded } from '../../support/enrolled-voice.ts';
import { recordingOf } from '../../support/system.ts';
import { enrol, underTest, type VoiceAnswer } from './person.ts';
import { startQuickSystem } from '../../support/quick-system.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
/** The longest pause before the eighth attempt, after which a message is dead-lettered. */
const MAX_PAUSE_MS = 320_000;
/** More than there are attempts: under load a jump may come before the broker has given out what was due. */
const MAX_JUMPS = 60;
const TEXT = 'The lighthouse keeper counts the waves.';

interface DeadLetter {
  readonly queue: string;
  readonly sequenceNumber: string;
  readonly type?: string;
  readonly subjectId?: string;
  readonly reason?: string;
}
interface ConsentAnswer {
  readonly id: string;
  readonly status: string;
}

let system: VoiceSystem;
let control: Control;
let api: ApiClient;
/** With a voice that is ready. */
let first: VoiceAnswer;
/** Active, without a voice. */
let second: ConsentAnswer;
/** Recordings of a person who has not consented yet, and of the one whose consent is active. */
let thirdUpload: string;
let sampleUpload: string;

beforeAll(async () => {
  system = await startQuickSystem();
  control = new Control(system.endpoint('control'));
  await signIn();
  [first, second, thirdUpload, sampleUpload] = await Promise.all([
    enrol(system, api, 'Ada Lovelace', 'First'),
    statementOf('Grace Hopper').then((uploadId) => consent('Grace Hopper', uploadId)),
    statementOf('Mary Somerville'),
    recordingOf(underTest(system), SAMPLE).then((content) => accepted('sample', content)),
  ]);
  await vi.waitFor(async () => expect((await consentOf(second.id)).status).toBe('active'), PATIENCE);
}, 120_000);
afterAll(() => system?.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

async function accepted(purpose: 'consent' | 'sample', content: Buffer): Promise<string> {
  const id = await uploaded(api, purpose, content);
  await api.acceptedUpload(id);
  return id;
}

async function statementOf(talent: string): Promise<string> {
  const statement = `I ${talent} am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.`;
  return accepted('consent', await recordingOf(underTest(system), statement));
}

const consent = (voiceTalentName: string, uploadId: string): Promise<ConsentAnswer> =>
  api.json('POST', '/v1/consents', { voiceTalentName, companyName: 'Contoso', locale: 'en-US', uploadId });
const consentOf = (id: string): Promise<ConsentAnswer> => api.json('GET', `/v1/consents/${id}`);
const deadLetters = async (): Promise<readonly DeadLetter[]> =>
  (await api.json<{ data: DeadLetter[] }>('GET', '/v1/dead-letters?limit=100')).data;

/** A token is valid for an hour, which the jumps may take. */
async function signIn(): Promise<void> {
  api = new ApiClient(system.apiUrl, await system.token());
}

async function codeOf(request: Promise<unknown>): Promise<string> {
  return request.then(
    () => 'done',
    (error: unknown) =>
      error instanceof ApiProblem ? `${error.status} ${error.code}` : Promise.reject(error as Error),
  );
}

/**
 * What Azure AI Speech did, except that it said where to connect, and what it has: the API asks the first for the connection that it keeps open,
 * without a text, and the sweep for leftovers the second, if the jumps of the clock pass an hour of its schedule.
 */
async function callsOfWork(): Promise<readonly string[]> {
  return Object.entries(await control.effectiveCalls())
    .filter(([operation]) => operation !== 'ws-redirect' && !operation.endsWith('_List'))
    .map(([operation, count]) => `${operation} ${count}`);
}

/** No message is being worked on, or could be. */
async function idle(): Promise<void> {
  await vi.waitFor(async () => {
    const busy = (await control.queues()).filter(({ active, locked }) => active + locked > 0);
    expect(busy.map(({ name }) => name)).toEqual([]);
  }, PATIENCE);
}

/** Passes the pauses between attempts, until it holds. */
async function whenTimePasses(holds: () => Promise<boolean>): Promise<void> {
  for (let jump = 0; jump < MAX_JUMPS; jump++) {
    await idle();
    if (await holds()) return;
    await system.passTime(MAX_PAUSE_MS);
    await signIn();
  }
  throw new Error('it did not come true, however much time passed');
}

describe('consents that are revoked while Azure AI Speech is away', () => {
  it('stay revoked whatever an operator resubmits afterwards, and nothing of their own speaks', async () => {
    const effect = { kind: 'error', status: 503 } as const;
    await control.addFaults([{ service: 'speech', operation: '*', effect, times: 1_000_000 }]);
    const [spokenBefore, callsBefore] = [(await control.spoken()).length, await callsOfWork()];
    const samples = [{ uploadId: sampleUpload }];
    const [third, voice, synthesis] = await Promise.all([
      consent('Mary Somerville', thirdUpload),
      api.json<OperationAnswer>('POST', '/v1/voices', {
        name: 'Second',
        kind: 'personal',
        consentId: second.id,
        samples,
      }),
      api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: first.id, text: TEXT }),
    ]);
    const subjects = [third.id, voice.subject.id, synthesis.subject.id];
    await whenTimePasses(async () => (await deadLetters()).length >= subjects.length);
    const letters = await deadLetters();
    expect(letters.map(({ type, reason }) => `${type} ${reason}`).sort()).toEqual([
      'consent.verify attempts-exhausted',
      'synthesis.run attempts-exhausted',
      'voice.create attempts-exhausted',
    ]);
    expect(new Set(letters.map(({ subjectId }) => subjectId))).toEqual(new Set(subjects));

    const withdrawn = [first.consentId, second.id, third.id];
    await Promise.all(withdrawn.map((id) => api.json('POST', `/v1/consents/${id}/revoke`, {})));
    expect(await Promise.all(withdrawn.map(async (id) => (await consentOf(id)).status))).toEqual(
      withdrawn.map(() => 'revoked'),
    );
    await idle();
    await control.clearFaults();
    const resubmitted = await Promise.all(
      letters.map(async ({ queue, sequenceNumber, type }) => {
        const code = await codeOf(api.send('POST', `/v1/dead-letters/${queue}/${sequenceNumber}/resubmit`));
        return `${type} ${code}`;
      }),
    );
    // A synthesis that its voice's end has canceled in the meantime is refused too.
    expect(resubmitted.sort()).toEqual([
      'consent.verify 409 state-conflict',
      expect.stringMatching(/^synthesis\.run (done|409 state-conflict)$/),
      'voice.create 409 state-conflict',
    ]);
    // Whatever was let in again comes to its end.
    await idle();
    await system.passTime(MAX_PAUSE_MS);
    await idle();

    expect(await Promise.all(withdrawn.map(async (id) => (await consentOf(id)).status))).toEqual(
      withdrawn.map(() => 'revoked'),
    );
    const voices = [first.id, voice.subject.id];
    const states = await Promise.all(voices.map((id) => api.json<VoiceAnswer>('GET', `/v1/voices/${id}`)));
    expect(states.map(({ status }) => status)).toEqual(['suspended', 'failed']);
    expect(await api.json('GET', synthesis.subject.href)).toMatchObject({
      status: 'canceled',
      failure: { code: 'consent-revoked' },
    });
    const speak = (voiceId: string) =>
      codeOf(api.send('POST', '/v1/speech', { voiceId, text: TEXT }).then((answer) => answer.arrayBuffer()));
    expect(await Promise.all(voices.map(speak))).toEqual(['403 consent-revoked', '409 state-conflict']);
    expect((await control.spoken()).slice(spokenBefore)).toEqual([]);
    // Azure was asked for no consent, no voice and no speech.
    expect(await callsOfWork()).toEqual(callsBefore);
  }, 120_000);
});
