import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OperationFailed } from '#client';
import { type ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { batchUntil, hasEnded, startBatch } from '../support/batches.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { clientOf, control, systemUnderTest } from '../support/system.ts';

const CLIENTS = 16;
/** Of all tests of a voice together, characters. */
const MORE_THAN_IS_SPOKEN = 1_000;
const COVERED = 10;
const PATIENCE = { timeout: 60_000 };

interface BudgetsAnswer {
  readonly data: readonly {
    readonly scope: string;
    readonly used: { readonly characters: number; readonly cost: number };
    readonly state: string;
  }[];
}

let system: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  system = await systemUnderTest();
  api = await clientOf(system);
  voiceId = await enrolledVoice(system);
});

const budget = async () =>
  (await api.json<BudgetsAnswer>('GET', '/v1/budgets')).data.find(({ scope }) => scope === voiceId);
const used = async () => (await budget())?.used.characters;

describe('the budget of a voice', () => {
  it('refuses what it does not cover, tells once, and is given back what was not spoken', async () => {
    const words = { voiceId, text: 'The kettle is on the stove.' };
    const { billedCharacters } = await api.json<{ billedCharacters: number }>('POST', '/v1/syntheses/estimates', words);
    const hard = COVERED * billedCharacters + Math.floor(billedCharacters / 2);
    await api.json('PUT', `/v1/budgets/${voiceId}`, { characters: { soft: 5 * billedCharacters, hard } });

    const answers = await Promise.allSettled(
      Array.from({ length: CLIENTS }, () => api.json<OperationAnswer>('POST', '/v1/syntheses', words)),
    );
    const accepted = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(accepted).toHaveLength(COVERED);
    for (const error of refused) {
      expect(error).toBeInstanceOf(ApiProblem);
      expect(error).toMatchObject({ status: 429, code: 'budget-exhausted' });
    }
    await Promise.all(accepted.map((operation) => api.follow(operation, () => undefined)));
    expect(await budget()).toMatchObject({
      used: { characters: COVERED * billedCharacters },
      state: 'soft-limit-reached',
    });

    const told = async () => {
      const { data } = await api.json<{ data: { action: string; subject: { id: string } }[] }>(
        'GET',
        `/v1/audit-events?limit=100&action=budget.soft-limit`,
      );
      return data.filter(({ subject }) => subject.id === voiceId).length;
    };
    await expect.poll(told, PATIENCE).toBe(1);

    await api.json('PUT', `/v1/budgets/${voiceId}`, { characters: { hard: 100 * billedCharacters } });
    const line = { text: 'One line of a batch.' };
    const once = await api.json<{ billedCharacters: number }>('POST', '/v1/syntheses/estimates', { voiceId, ...line });
    const batch = { voiceId, items: [line, line] };
    const twice = await api.json<{ billedCharacters: number }>('POST', '/v1/batches/estimates', batch);
    await batchUntil(api, (await startBatch(api, batch)).id, hasEnded);
    // The same line is spoken once: the charge of the other is given back.
    const spent = twice.billedCharacters - once.billedCharacters;
    await expect.poll(used, PATIENCE).toBe(COVERED * billedCharacters + spent);
    expect(await told()).toBe(1);
    await api.json('PUT', `/v1/budgets/${voiceId}`, {});
    expect(await budget()).toBeUndefined();
  });
});

/** What a job is charged. */
interface EstimateAnswer {
  readonly billedCharacters: number;
  readonly cost: number;
}

describe('what a job that has failed was charged', () => {
  let ownVoiceId: string;

  beforeAll(async () => {
    ownVoiceId = await enrolledVoice(system);
  });
  afterEach(async () => {
    await control(system, 'DELETE', '/faults');
    await api.json('PUT', `/v1/budgets/${ownVoiceId}`, {});
  });

  const spent = async () =>
    (await api.json<BudgetsAnswer>('GET', '/v1/budgets')).data.find(({ scope }) => scope === ownVoiceId)?.used;
  const limit = (characters: number) =>
    api.json('PUT', `/v1/budgets/${ownVoiceId}`, { characters: { hard: characters }, cost: { hard: 1_000 } });
  /** Characters that the voice has spoken; a budget begins with them. */
  const spentBefore = async () => {
    await limit(MORE_THAN_IS_SPOKEN);
    return (await spent())?.characters ?? 0;
  };
  const synthesize = (text: string) =>
    api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId: ownVoiceId, text });
  const outcomeOf = (operation: OperationAnswer) =>
    api
      .follow(operation, () => undefined)
      .then(
        ({ status }) => status,
        (error: unknown) =>
          error instanceof OperationFailed ? error.operation.status : Promise.reject(error as Error),
      );

  it('is given back for an item of a batch, so that the next batch is accepted', async () => {
    const lines = ['The first line is spoken.', 'The second line is not.'];
    const estimated = async (items: readonly string[]) => {
      const body = { voiceId: ownVoiceId, items: items.map((text) => ({ text })) };
      return (await api.json<EstimateAnswer>('POST', '/v1/batches/estimates', body)).billedCharacters;
    };
    const run = async (items: readonly string[]) => {
      const batch = { voiceId: ownVoiceId, items: items.map((text) => ({ text })) };
      return batchUntil(api, (await startBatch(api, batch)).id, hasEnded);
    };
    const [first = '', second = ''] = lines;
    const [both, one, other] = [await estimated(lines), await estimated([first]), await estimated([second])];
    const before = await spentBefore();
    // Both lines fit, and not the second one in addition to them.
    await limit(before + both + Math.floor(other / 2));
    const fault = { service: 'speech', operation: 'BatchSyntheses_Input', subject: second, effect: { kind: 'error' } };
    await control(system, 'POST', '/faults', fault);
    expect(await run(lines)).toMatchObject({ status: 'succeeded', partial: true, items: { succeeded: 1, failed: 1 } });
    await expect.poll(async () => (await spent())?.characters, PATIENCE).toBe(before + one);
    expect(await run([second])).toMatchObject({ status: 'succeeded', partial: false });
    expect((await spent())?.characters).toBe(before + one + other);
  });

  it('is given back for a synthesis, so that the next one is accepted', async () => {
    const text = 'The kettle is off the stove.';
    const estimate = { voiceId: ownVoiceId, text };
    const { billedCharacters } = await api.json<EstimateAnswer>('POST', '/v1/syntheses/estimates', estimate);
    const start = await spentBefore();
    // Two fit, and a third does not.
    await limit(start + 2 * billedCharacters + Math.floor(billedCharacters / 2));
    expect(await outcomeOf(await synthesize(text))).toBe('succeeded');
    const before = await spent();
    expect(before?.characters).toBe(start + billedCharacters);
    expect(before?.cost).toBeGreaterThan(0);

    const effect = { kind: 'close', code: 1007, reason: 'The SSML is not valid' };
    await control(system, 'POST', '/faults', { service: 'speech', operation: 'ws-turn', effect });
    expect(await outcomeOf(await synthesize(text))).toBe('failed');
    await expect.poll(spent, PATIENCE).toEqual(before);
    // Without the refund this would be the third one.
    expect(await outcomeOf(await synthesize(text))).toBe('succeeded');
    expect((await spent())?.characters).toBe(start + 2 * billedCharacters);
    await expect(synthesize(text)).rejects.toMatchObject({ status: 429, code: 'budget-exhausted' });
  });
});
