import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, ApiProblem } from '../support/api-client.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { sendRaw } from '../support/service-bus.ts';
import { clientOf, systemUnderTest } from '../support/system.ts';

const FABRIKAM = '22222222-2222-4222-8222-222222222222';
const TENANT = '11111111-1111-4111-8111-111111111111';

interface DeadLetter {
  readonly queue: string;
  readonly sequenceNumber: string;
  readonly messageId?: string;
  readonly subjectId?: string;
  readonly attempt?: number;
  readonly reason?: string;
}
interface Page {
  readonly data: readonly DeadLetter[];
  readonly next: string | null;
}

let system: SystemUnderTest;
let api: ApiClient;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
});

/** An id of nothing, which no other file has sent a message about. */
const newSynthesis = () => `syn_${ulid()}`;

/** A message about something that does not exist. */
function lost(subjectId: string, type = 'synthesis.run') {
  const id = `${subjectId}:${type}:1`;
  return {
    type,
    id,
    tenantId: TENANT,
    subjectId,
    attempt: 1,
    failures: 3,
    // Looked for as often as it is: the next time decides.
    misses: 5,
    occurredAt: new Date().toISOString(),
    data: {},
  };
}

async function listed(query = ''): Promise<readonly DeadLetter[]> {
  return (await api.json<Page>('GET', `/v1/dead-letters?limit=100${query}`)).data;
}

async function about(subjectId: string): Promise<DeadLetter | undefined> {
  return (await listed('&queue=speech-synthesis')).find((letter) => letter.subjectId === subjectId);
}

async function arrived(subjectId: string, attempt: number): Promise<DeadLetter> {
  await expect.poll(async () => (await about(subjectId))?.attempt, { timeout: 20_000 }).toBe(attempt);
  const letter = await about(subjectId);
  if (!letter) throw new Error('the dead letter is gone again');
  return letter;
}

const act = (letter: DeadLetter, what: 'resubmit' | 'discard', by = api) =>
  by.send('POST', `/v1/dead-letters/${letter.queue}/${letter.sequenceNumber}/${what}`);

async function problemOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => 'no problem',
    (error: unknown) => (error instanceof ApiProblem ? error : Promise.reject(error as Error)),
  );
}

describe('dead letters', () => {
  it('are listed across queues with ids and reason, and nothing of what they carry', async () => {
    const subjectId = newSynthesis();
    await sendRaw(system, 'speech-synthesis', [lost(subjectId)]);
    await sendRaw(system, 'voice-enrollment', [
      { ...lost(`vce_${ulid()}`, 'voice.create'), data: { canary: 'purple walrus' } },
    ]);
    expect(await arrived(subjectId, 1)).toMatchObject({
      queue: 'speech-synthesis',
      type: 'synthesis.run',
      tenantId: TENANT,
      reason: 'unknown-subject',
    });
    await expect
      .poll(async () => (await listed()).find(({ queue }) => queue === 'voice-enrollment'), { timeout: 20_000 })
      .toMatchObject({ reason: 'invalid-message' });
    expect(JSON.stringify(await listed())).not.toContain('walrus');
    const first = await api.json<Page>('GET', '/v1/dead-letters?limit=1');
    const second = await api.json<Page>('GET', `/v1/dead-letters?limit=100&after=${first.next}`);
    expect([...first.data, ...second.data]).toEqual(await listed());
  });

  it('about something that does not exist are not worth resubmitting', async () => {
    const subjectId = newSynthesis();
    await sendRaw(system, 'speech-synthesis', [lost(subjectId)]);
    const letter = await arrived(subjectId, 1);
    expect(await problemOf(act(letter, 'resubmit'))).toMatchObject({ status: 409, code: 'state-conflict' });
    expect((await about(subjectId))?.sequenceNumber).toBe(letter.sequenceNumber);
  });

  it('are gone when they are discarded, and only they', async () => {
    const [kept, discarded] = [newSynthesis(), newSynthesis()];
    await sendRaw(system, 'speech-synthesis', [lost(kept), lost(discarded)]);
    await arrived(kept, 1);
    const letter = await arrived(discarded, 1);
    expect((await act(letter, 'discard')).status).toBe(200);
    expect(await about(discarded)).toBeUndefined();
    expect(await about(kept)).toBeDefined();
    expect(await problemOf(act(letter, 'discard'))).toMatchObject({ status: 404 });
  });

  it('are not resubmitted when they still make no sense', async () => {
    const invalid = (await listed('&queue=voice-enrollment')).find(({ reason }) => reason === 'invalid-message');
    if (!invalid) throw new Error('there is none');
    expect(await problemOf(act(invalid, 'resubmit'))).toMatchObject({ status: 422, code: 'invalid-message' });
    expect(await listed('&queue=voice-enrollment')).toContainEqual(
      expect.objectContaining({ sequenceNumber: invalid.sequenceNumber }),
    );
  });

  it('are for administrators of the operating tenant only', async () => {
    const stranger = await clientOf(system, FABRIKAM);
    expect(await problemOf(stranger.send('GET', '/v1/dead-letters'))).toMatchObject({ status: 403, code: 'forbidden' });
    const [letter] = await listed();
    if (!letter) throw new Error('there is none');
    expect(await problemOf(act(letter, 'discard', stranger))).toMatchObject({ status: 403 });
    expect(await problemOf(api.send('GET', '/v1/dead-letters?queue=unknown'))).toMatchObject({ status: 400 });
    expect(await problemOf(api.send('GET', '/v1/dead-letters?after=nonsense'))).toMatchObject({ status: 400 });
  });
});
