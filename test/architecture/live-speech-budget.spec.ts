import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Budgets, BudgetStore } from '#documents';
import { NO_SPENDING } from '#domain';
import { MemoryContainer } from '#storage/testing';
import { type LiveApplication, startLiveApplication, VOICE_ID } from './live-application.ts';

const PERIOD = new Date().toISOString().slice(0, 7);

let live: LiveApplication;
let budgets: Budgets;
let store: BudgetStore;

beforeEach(async () => {
  store = new BudgetStore(new MemoryContainer().asContainer);
  const limits = { characters: { hard: 500 }, costMicros: {} };
  const tenant = { limits, version: 1, updatedAt: '', period: PERIOD, drawn: NO_SPENDING, leases: [] };
  await store.write('home', { accounts: { tenant }, version: 1, settled: [], etag: undefined });
  budgets = new Budgets({
    store,
    alerts: { tellSoftLimit: () => Promise.resolve() },
    prices: { live: 24, queued: 24, batch: 24 },
    logger: { warn: vi.fn() },
  });
  live = await startLiveApplication({ RATE_LIMITING_ENABLED: 'false' }, budgets);
});
afterEach(async () => {
  await live.close();
});

function post(path: string, body: object): Promise<Response> {
  return fetch(new URL(path, live.url), {
    method: 'POST',
    headers: { authorization: 'Bearer home:Voice.Synthesize', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const speak = (text: string) => post('/v1/speech', { voiceId: VOICE_ID, text, format: 'pcm' });

describe('live speech and budgets', () => {
  it('is refused beyond the budget without a time to wait, and asks Azure for nothing', async () => {
    const answer = await speak('word '.repeat(120));
    expect(await answer.json()).toMatchObject({ code: 'budget-exhausted', status: 429, retryable: false });
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('x-should-retry')]).toEqual([
      429,
      null,
      'false',
    ]);
    expect([live.counted, live.audited, live.slots.stats().running]).toEqual([[], [], 0]);
    expect((await speak('one')).status).toBe(200);
  });

  it('is refused on the OpenAI route in its form', async () => {
    const answer = await post('/v1/audio/speech', { model: 'tts-1', voice: 'alloy', input: 'word '.repeat(120) });
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('x-should-retry')]).toEqual([
      429,
      null,
      'false',
    ]);
    expect(await answer.json()).toMatchObject({ error: { type: 'insufficient_quota', code: 'budget-exhausted' } });
  });

  it('costs nothing when it fails before its first audio', async () => {
    live.speech.script.push((turn) => turn.close(1007, 'no'));
    expect((await speak('one two')).status).toBe(422);
    await budgets.onApplicationShutdown();
    expect((await store.read('home')).accounts['tenant']?.drawn).toEqual(NO_SPENDING);
  });

  it('is refused to 16 clients at once when all of the budget is spent, and not before', async () => {
    let spoken = 0;
    const client = async (): Promise<void> => {
      for (;;) {
        const answer = await speak('one');
        await answer.arrayBuffer();
        if (answer.status !== 200) {
          expect(answer.status).toBe(429);
          return;
        }
        spoken++;
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
    await vi.waitFor(() => expect(live.counted).toHaveLength(spoken));
    const each = live.counted[0]?.billedCharacters ?? 0;
    expect(spoken).toBe(Math.floor(500 / each));
  });
});
