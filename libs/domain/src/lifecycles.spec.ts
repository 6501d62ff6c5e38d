import { describe, expect, it } from 'vitest';
import { type Lifecycle, openStatuses, type StateRule, type StatusRule, statusesOf } from './lifecycle.ts';
import { CONSENT_STATUSES, hasConsentEnded, isInForce, isRevokedOrExpired } from './consent.ts';
import {
  type DrivenKind,
  isGone,
  isUnsuccessful,
  LIFECYCLES,
  OTHER_LIFECYCLES,
  requeuedStatuses,
  unannouncedEvent,
  webhookEventOf,
} from './lifecycles.ts';
import { OPERATION_TRANSITIONS } from './operation.ts';
import { isTerminal } from './state-machine.ts';
import { isEnrolling, VOICE_STATUSES } from './voice.ts';
import { NOTICE_EVENTS, WEBHOOK_EVENTS } from './webhook-events.ts';

const TABLES = Object.entries(LIFECYCLES) as [DrivenKind, Lifecycle][];
const RULES: readonly (readonly [kind: DrivenKind, status: string, rule: StatusRule])[] = TABLES.flatMap(
  ([kind, rules]) =>
    statusesOf(rules).map((status) => [kind, status, rules[status] ?? { next: [], operation: 'failed' }] as const),
);

const ALL: readonly (readonly [kind: string, rules: Lifecycle<string, StateRule>])[] = [
  ...TABLES,
  ...Object.entries(OTHER_LIFECYCLES),
];

describe.each(ALL)('the lifecycle of a %s', (_, rules) => {
  const [first = ''] = statusesOf(rules);

  it('reaches every status from the first, and an end from every status', () => {
    const reached = (from: string): ReadonlySet<string> => {
      const seen = new Set([from]);
      for (const status of seen) for (const next of rules[status]?.next ?? []) seen.add(next);
      return seen;
    };
    expect([...reached(first)].toSorted()).toEqual(statusesOf(rules).toSorted());
    const ends = (status: string): boolean => rules[status]?.open !== true;
    for (const status of statusesOf(rules)) expect([...reached(status)].some(ends), status).toBe(true);
  });

  it('names as next only statuses of its own, and no status as its own successor', () => {
    for (const status of statusesOf(rules)) {
      expect(statusesOf(rules)).toEqual(expect.arrayContaining([...(rules[status]?.next ?? [])]));
      expect(rules[status]?.next).not.toContain(status);
    }
  });

  it('goes on from every open status', () => {
    for (const status of openStatuses(rules)) expect(rules[status]?.next.length, status).toBeGreaterThan(0);
  });
});

describe('every status', () => {
  it.each(RULES)('of a %s that is %s with steps is open', (_, __, { steps, open }) => {
    if (steps !== undefined) expect(open).toBe(true);
  });

  it.each(RULES)(
    'of a %s that is %s ends its operation unless work goes on or a person is awaited',
    (_, status, rule) => {
      const waits = status === 'awaitingRecording';
      // An erasure has an operation of its own, and has ended that of the work before it.
      const goesOn = rule.open === true && status !== 'deleting';
      expect(isTerminal(OPERATION_TRANSITIONS, rule.operation)).toBe(!goesOn && !waits);
    },
  );

  it.each(RULES)('of a %s that is %s is announced as itself', (kind, status, { event }) => {
    if (event !== undefined) expect(event).toBe(`${kind}.${status}`);
    expect(webhookEventOf({ kind, status })).toBe(event);
  });
});

describe('the events', () => {
  it('of the catalog are those of the lifecycles, notices, and that of budgets', () => {
    const events = [...RULES.flatMap(([, , { event }]) => event ?? []), ...NOTICE_EVENTS, 'budget.soft-limit-reached'];
    expect(events.toSorted()).toEqual([...WEBHOOK_EVENTS].toSorted());
  });

  it('are announced once for each status', () => {
    const voice = { kind: 'voice', status: 'ready' };
    const news = unannouncedEvent(voice);
    expect(news).toEqual({ event: 'voice.ready', announced: { status: 'ready', count: 1 } });
    expect(unannouncedEvent({ ...voice, announced: news?.announced })).toBeUndefined();
    expect(unannouncedEvent({ kind: 'hook', status: 'received' })).toBeUndefined();
  });
});

describe('what a sweep requeues', () => {
  it('is what messages move on', () => {
    expect(Object.fromEntries(TABLES.map(([kind]) => [kind, requeuedStatuses(kind)]))).toEqual({
      upload: ['received', 'processing'],
      consent: ['verifying', 'deleting'],
      voice: ['draft', 'validating', 'training', 'deleting'],
      synthesis: ['queued', 'running'],
      batch: ['queued', 'submitted', 'running', 'collecting'],
    });
  });
});

describe('what follows from the tables', () => {
  const inAll = (holds: (document: Parameters<typeof isUnsuccessful>[0]) => boolean, kind: DrivenKind) =>
    statusesOf<string>(LIFECYCLES[kind]).filter((status) => holds({ kind, status } as Parameters<typeof holds>[0]));

  it('is which work has failed or was canceled', () => {
    expect(inAll(isUnsuccessful, 'upload')).toEqual(['rejected', 'expired']);
    expect(inAll(isUnsuccessful, 'consent')).toEqual(['rejected', 'canceled']);
    expect(inAll(isUnsuccessful, 'voice')).toEqual(['failed', 'canceled']);
    expect(inAll(isUnsuccessful, 'synthesis')).toEqual(['failed', 'canceled']);
  });

  it('is what was erased or is about to be', () => {
    expect(statusesOf(LIFECYCLES.upload).filter((status) => isGone({ kind: 'upload', status }))).toEqual(['deleted']);
    for (const kind of ['consent', 'voice'] as const)
      expect(inAll((document) => isGone(document as Parameters<typeof isGone>[0]), kind)).toEqual([
        'deleting',
        'deleted',
      ]);
  });

  it('is which consents are in force, which have ended, and which wait to be erased', () => {
    const which = (holds: (status: (typeof CONSENT_STATUSES)[number]) => boolean) => CONSENT_STATUSES.filter(holds);
    expect(which((status) => isInForce({ status }))).toEqual(['verifying', 'active']);
    expect(which((status) => isRevokedOrExpired({ status }))).toEqual(['revoked', 'expired']);
    expect(which((status) => hasConsentEnded({ status }, 0))).toEqual(['revoked', 'expired', 'deleting', 'deleted']);
  });

  it('is which voices are being enrolled', () => {
    const enrolling = VOICE_STATUSES.filter((status) => isEnrolling({ status }));
    expect(enrolling).toEqual(['draft', 'validating', 'training']);
  });
});
