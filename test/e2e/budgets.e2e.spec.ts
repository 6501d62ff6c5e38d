import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, ApiProblem, type OperationAnswer } from '../support/api-client.ts';
import { batchUntil, hasEnded, startBatch } from '../support/batches.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import { clientOf, systemUnderTest } from '../support/system.ts';

const CLIENTS = 16;
const COVERED = 10;
const PATIENCE = { timeout: 60_000 };

interface BudgetsAnswer {
  readonly data: readonly {
    readonly scope: string;
    readonly used: { readonly characters: number };
    readonly state: string;
  }[];
}

let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  const system = await systemUnderTest();
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
