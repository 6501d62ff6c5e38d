import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setAnonymous, setPrincipal } from '#auth';
import { stub } from '#domain/testing';
import { MAX_OPEN_ANSWERS, OpenAnswers } from './open-answers.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
/** Of `SPEECH_POOL_SIZE`. */
const MAX_SPEECH_POOL_SIZE = 200;
let answers: OpenAnswers;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOW });
  answers = new OpenAnswers();
});
afterEach(() => void vi.useRealTimers());

function requested(objectId = 'ada', lifetimeMs = 3_600_000) {
  const socket = Object.assign(Object.create(Socket.prototype) as Socket, { resetAndDestroy: vi.fn() });
  const request = stub<FastifyRequest>({ raw: { socket } });
  setPrincipal(request, {
    tenantId: 't',
    objectId,
    kind: 'user',
    roles: [],
    clientId: 'c',
    expiresAt: NOW + lifetimeMs,
  });
  const raw = Object.assign(new EventEmitter(), { headersSent: true, writableFinished: false });
  return { request, reply: stub<FastifyReply>({ raw }), raw, reset: socket.resetAndDestroy };
}

describe(OpenAnswers.name, () => {
  it('leaves it to the slots who speaks, however many of them are configured', () => {
    expect(MAX_OPEN_ANSWERS.speech).toBeGreaterThan(MAX_SPEECH_POOL_SIZE);
    expect(MAX_OPEN_ANSWERS.speech).toBeLessThan(1_000);
  });

  it.each(['events', 'downloads', 'speech', 'waits', 'audioChecks'] as const)(
    'lets a principal have so many %s open, and more when some have closed',
    (kind) => {
      const open = Array.from({ length: MAX_OPEN_ANSWERS[kind] }, () => {
        const each = requested();
        answers.open(kind, each.request, each.reply);
        return each;
      });
      const more = requested();
      expect(() => answers.open(kind, more.request, more.reply)).toThrow(
        expect.objectContaining({ code: 'too-many-open-requests', retryAfterMs: 5_000 }),
      );
      expect(answers.tryOpen(kind, more.request, more.reply)).toBeUndefined();
      const other = requested('grace');
      answers.open(kind, other.request, other.reply);
      open[0]?.raw.emit('close');
      answers.open(kind, more.request, more.reply);
    },
  );

  it('counts all callers without a token as one, and refuses those without any mark', () => {
    const anonymous = () => {
      const { reply, raw } = requested();
      const request = stub<FastifyRequest>({ raw: {} });
      setAnonymous(request);
      return { request, reply, raw };
    };
    const [first, second, unmarked] = [anonymous(), anonymous(), requested()];
    answers.open('audioChecks', first.request, first.reply);
    const refused = expect.objectContaining({ code: 'audio-slots-busy', retryAfterMs: 5_000 }) as Error;
    expect(() => answers.open('audioChecks', second.request, second.reply)).toThrow(refused);
    // Those with a token have one each beside it.
    answers.open('audioChecks', unmarked.request, unmarked.reply);
    first.raw.emit('close');
    answers.open('audioChecks', second.request, second.reply);
    expect(() => answers.open('audioChecks', stub<FastifyRequest>({ raw: {} }), first.reply)).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    );
  });

  it('tells that the caller disconnected, and nothing when the answer was whole', () => {
    const [gone, whole] = [requested(), requested()];
    const first = answers.open('events', gone.request, gone.reply);
    const second = answers.open('events', whole.request, whole.reply);
    gone.raw.emit('close');
    Object.assign(whole.raw, { writableFinished: true }).emit('close');
    expect(first.ended.reason).toMatchObject({ code: 'ECONNRESET' });
    expect(second.ended.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not count an answer whose caller disconnected before it was opened', async () => {
    for (let count = 0; count <= MAX_OPEN_ANSWERS.downloads; count++) {
      const { request, reply, raw } = requested();
      // Its `close` event has been and gone.
      Object.assign(raw, { closed: true });
      const { ended, closed } = answers.open('downloads', request, reply);
      expect(ended.reason).toMatchObject({ code: 'ECONNRESET' });
      await closed;
    }
    expect(vi.getTimerCount()).toBe(0);
    const { request, reply } = requested();
    expect(answers.open('downloads', request, reply).ended.aborted).toBe(false);
  });

  it.each([
    ['events', 0],
    ['waits', 0],
    ['downloads', 1],
    ['speech', 1],
  ] as const)('ends %s when the token expires', (kind, resets) => {
    const { request, reply, reset } = requested('ada', 60_000);
    const { ended } = answers.open(kind, request, reply);
    vi.advanceTimersByTime(59_999);
    expect(ended.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(ended.reason).toMatchObject({ code: 'unauthenticated' });
    expect(reset).toHaveBeenCalledTimes(resets);
  });

  it('refuses live speech that has not begun instead of cutting it', () => {
    const { request, reply, raw, reset } = requested('ada', 60_000);
    Object.assign(raw, { headersSent: false });
    const { ended } = answers.open('speech', request, reply);
    vi.advanceTimersByTime(60_000);
    expect(ended.aborted).toBe(true);
    expect(reset).not.toHaveBeenCalled();
  });
});
