import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BudgetApplication, startBudgetApplication, VOICE_ID } from './budget-application.ts';
import { LARGE_BATCHES, LONG_TIMINGS, LONG_WORDS } from './texts.ts';
import { longestTurnMs, longestTurnOfRuns, TURN_LIMIT_MS, TurnTimes } from './turns.ts';

let api: BudgetApplication;
const times = new TurnTimes();
const timings = Object.entries(LONG_TIMINGS).map(([name, spoken], index) => {
  const id = `syn_01JD8F3R5V6W7X8Y9Z0A1B2C${String(index).padStart(2, '0')}`;
  return { name, id, json: Buffer.from(JSON.stringify(spoken)) };
});

beforeAll(async () => {
  api = await startBudgetApplication(new Map(timings.map(({ id, json }) => [id, json])));
  // What is compiled on the first request is no input's fault.
  await api.send('/v1/syntheses/estimates', Buffer.from(JSON.stringify({ voiceId: VOICE_ID, text: 'a' })));
});

afterAll(async () => {
  console.log(`The longest turn of the API's loop:\n${times.toString()}`);
  await api.close();
});

const bodyOf = (members: object): Buffer => Buffer.from(JSON.stringify({ voiceId: VOICE_ID, ...members }));

async function checkBudget(path: string, body?: Buffer): Promise<void> {
  const statuses = new Set<number>();
  const longestMs = await longestTurnOfRuns(async () => statuses.add(await api.send(path, body)));
  times.note(expect.getState().currentTestName, longestMs);
  expect(longestMs).toBeLessThanOrEqual(TURN_LIMIT_MS);
  // It was looked at, and found good or wanting.
  expect([200, 202, 400, 413, 422]).toEqual(expect.arrayContaining([...statuses]));
}

describe('a turn of the API’s loop is within its budget', () => {
  it.each(Object.entries(LONG_WORDS))('when the cost of a synthesis is requested: %s', (_, words) =>
    checkBudget('/v1/syntheses/estimates', bodyOf(words)),
  );

  it.each(Object.entries(LARGE_BATCHES))('when the cost of a batch is requested: %s', (_, items) =>
    checkBudget('/v1/batches/estimates', bodyOf(items)),
  );

  it.each([
    ['four million values', Buffer.from(`[${'0,'.repeat(4_000_000)}0]`)],
    ['eight million levels', Buffer.from('['.repeat(8_000_000))],
    ['nothing but white space', Buffer.from(`[${' '.repeat(8_000_000)}]`)],
    ['one string of escapes', Buffer.from(JSON.stringify({ voiceId: '\u{1}'.repeat(1_300_000) }))],
    ['a name of eight million characters', Buffer.from(JSON.stringify({ ['a'.repeat(8_000_000)]: 1 }))],
    [
      'numbers of 80 figures',
      Buffer.from(
        `[${Array(90_000)
          .fill(`1.${'2'.repeat(80)}`)
          .join()}]`,
      ),
    ],
  ])('when the body of a batch is %s', (_, body) => checkBudget('/v1/batches/estimates', body));

  it('when a lexicon has 50,000 entries too many', () =>
    checkBudget('/v1/syntheses/estimates', bodyOf({ text: 'a', lexicon: Array(50_200).fill(0) })));

  it.each(
    timings.flatMap((spoken) =>
      ['timings', 'captions?format=vtt', 'captions?format=srt'].map((read) => ({ ...spoken, read })),
    ),
  )('when $read are read: $name', ({ id, read }) => checkBudget(`/v1/syntheses/${id}/${read}`));

  it('when a batch is compared with an earlier request of the same key', () =>
    checkBudget('/v1/batches', bodyOf(LARGE_BATCHES['10,000 texts of 790 characters'] ?? {})));
});

it('notices a turn that is over the budget', async () => {
  const over = await longestTurnMs(async () => {
    const { user } = process.threadCpuUsage();
    while (process.threadCpuUsage().user - user < 60_000);
    return Promise.resolve();
  });
  expect(over).toBeGreaterThan(TURN_LIMIT_MS);
});
