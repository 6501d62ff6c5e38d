import { describe, expect, it } from 'vitest';
import type { Voice } from '#domain';
import { aVoice } from '#domain/testing';
import { announcing, webhookAttempt } from './webhook-messages.ts';
import { nextAttempt, parseMessage } from './message.ts';

const voice = (status: Voice['status'], more: Partial<Voice> = {}) =>
  aVoice({
    id: 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
    kind: 'voice',
    tenantId: 't',
    status,
    outbox: [],
    ...more,
  });

describe(announcing.name, () => {
  it('adds the event to the write that makes it true', () => {
    const changed = announcing(voice('ready'));
    expect(changed.announced).toEqual({ status: 'ready', count: 1 });
    expect(changed.outbox).toMatchObject([
      {
        type: 'webhook.announce',
        id: `${changed.id}:webhook.announce.1:1`,
        subjectId: changed.id,
        data: { event: 'voice.ready' },
      },
    ]);
    expect(parseMessage(JSON.parse(JSON.stringify(changed.outbox[0])))).toMatchObject({
      data: { event: 'voice.ready' },
    });
  });

  it('says nothing of a status that is no event, or was announced', () => {
    expect(announcing(voice('training')).outbox).toEqual([]);
    const told = { ...announcing(voice('ready')), outbox: [] };
    expect(announcing({ ...told, name: 'Another' })).toEqual({ ...told, name: 'Another' });
  });

  it('makes the same message of the same change, and another when the status comes again', () => {
    const ready = announcing(voice('ready'));
    expect(announcing(voice('ready')).outbox[0]?.id).toBe(ready.outbox[0]?.id);
    const suspended = announcing({ ...ready, status: 'suspended', outbox: [] });
    const again = announcing({ ...suspended, status: 'ready', outbox: [] });
    const ids = [ready, suspended, again].map(({ outbox }) => outbox[0]?.id);
    expect(new Set(ids).size).toBe(3);
    expect(again.announced).toEqual({ status: 'ready', count: 3 });
  });
});

describe(webhookAttempt.name, () => {
  it('has an id for each attempt, also for the tries of one', () => {
    const delivery = { tenantId: 't', id: 'dlv_01JD8F3R5V6W7X8Y9Z0A1B2C3D' };
    const first = webhookAttempt(delivery, 1);
    const tried = nextAttempt(first, { delayMs: 1, failures: 1 });
    const second = webhookAttempt(delivery, 2, 5_000);
    expect(new Set([first.id, tried.id, second.id]).size).toBe(3);
    expect(webhookAttempt(delivery, 2).id).toBe(second.id);
    expect(first.scheduledFor).toBeUndefined();
    expect(Date.parse(second.scheduledFor ?? '')).toBeGreaterThan(Date.now());
  });
});
