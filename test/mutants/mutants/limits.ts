import type { Mutant } from '../mutant.ts';

const LEDGER = 'libs/documents/src/limits/limit-ledger.ts';
const PERMITS = 'libs/documents/src/limits/permits.ts';
const SHARED = 'libs/documents/src/limits/shared-limit.ts';
const SPEC = 'libs/documents/src/limits/shared-limit.spec.ts';
const LEDGER_SPEC = 'libs/documents/src/limits/limit-ledger.spec.ts';
const INTERCEPTOR = 'apps/worker/src/platform/speech-limits.interceptor.ts';

/** The limits of a Speech resource, which workers share. */
export const LIMITS: readonly Mutant[] = [
  {
    rule: 'a hard limit refuses what goes beyond it',
    file: 'libs/domain/src/budget.ts',
    anchor: `    if (hard !== undefined && need[measure] > left) return undefined;\n`,
    replacement: '',
    spec: 'libs/documents/src/budgets/budgets.spec.ts',
  },
  {
    rule: 'processes hold less than 1 % of a budget together',
    file: 'libs/domain/src/budget.ts',
    anchor: `Math.min(limit * SLICE_SHARE, limit * MAX_HELD_SHARE - heldByOthers, nearness)`,
    replacement: `limit * 0.05`,
    spec: 'libs/documents/src/budgets/budgets.spec.ts',
  },
  {
    rule: 'the charge of an operation is settled once',
    file: 'libs/documents/src/budgets/settlement.ts',
    anchor: `sumOfSpending(before ?? charged, counted, -1)`,
    replacement: `sumOfSpending(charged, counted, -1)`,
    spec: 'libs/documents/src/budgets/budgets.spec.ts',
  },
  {
    rule: 'a soft limit is told once in a month',
    file: 'libs/domain/src/budget.ts',
    anchor: `account.toldFor !== account.period && `,
    replacement: '',
    spec: 'libs/documents/src/budgets/budgets.spec.ts',
  },
  {
    rule: 'a worker gets no more than others leave',
    file: LEDGER,
    anchor: `Math.min(free, Math.max(busy,`,
    replacement: `Math.min(limit, Math.max(busy,`,
    spec: LEDGER_SPEC,
  },
  {
    rule: 'what was used less than a window ago is not given to others',
    file: LEDGER,
    anchor: `Math.max(busy, fairShare(others, { holder, wanted }, limit))`,
    replacement: `fairShare(others, { holder, wanted }, limit)`,
    spec: LEDGER_SPEC,
  },
  {
    rule: 'a permit is used again a window after the end of its request',
    file: PERMITS,
    anchor: `permit.coolAt = now + this.windowMs;`,
    replacement: `permit.coolAt = now + this.windowMs - 400;`,
    spec: SPEC,
  },
  {
    rule: 'the slice of a silent worker is taken when it cannot be in use, not before',
    file: SHARED,
    anchor: `const silentMs = SLICE_LEASE_MS + TRANSIT_MS + this.options.windowMs;`,
    replacement: `const silentMs = SLICE_LEASE_MS;`,
    spec: SPEC,
  },
  {
    rule: 'the slice of a dead worker returns',
    file: SHARED,
    anchor: `seen === undefined || now - seen.at < silentMs`,
    replacement: `seen === undefined || seen.at < silentMs`,
    spec: SPEC,
  },
  {
    rule: 'an idle worker gives its slice back',
    file: SHARED,
    anchor: `return nothingLeft ? at(now) : at(`,
    replacement: `return nothingLeft ? Number.POSITIVE_INFINITY : at(`,
    spec: SPEC,
  },
  {
    rule: 'polls are served before other work',
    file: 'libs/documents/src/limits/priority.ts',
    anchor: `{ poll: 0, work: 15_000, background: 60_000 }`,
    replacement: `{ poll: 0, work: 0, background: 0 }`,
    spec: SPEC,
  },
  {
    rule: 'work that would have to wait long is put off',
    file: INTERCEPTOR,
    anchor: `limit.waitMs(use.calls) > MAX_WAIT_IN_WORKER_MS`,
    replacement: `limit.waitMs(use.calls) > 1_000 * MAX_WAIT_IN_WORKER_MS`,
    spec: 'apps/worker/src/platform/speech-limits.interceptor.spec.ts',
  },
  {
    rule: 'a request of custom voice or batch synthesis waits for the limit',
    file: 'libs/speech/src/provider/speech-rest-client.ts',
    anchor: `await this.limit?.enter(call.signal)`,
    replacement: `undefined as (() => void) | undefined`,
    spec: 'libs/speech/src/custom-voice/custom-voice-client.spec.ts',
  },
  {
    rule: 'the sandbox refuses the 51st request in 10 s when told to',
    file: 'apps/sandbox/src/speech/rest/request-limits.ts',
    anchor: `counted.admitted.length < limit`,
    replacement: `counted.admitted.length <= limit`,
    spec: 'apps/sandbox/src/speech/rest/request-limits.spec.ts',
  },
  {
    rule: 'a training ends at the limit of its state',
    file: 'apps/worker/src/voices/poll-voice.usecase.ts',
    anchor: `if (limit.leftMs > 0)`,
    replacement: `if (limit.leftMs > -60_000)`,
    spec: 'apps/worker/src/voices/poll-voice.usecase.spec.ts',
  },
  {
    rule: 'a training that runs has its limit from when it began to run',
    file: 'apps/worker/src/voices/training-limit.ts',
    anchor: `entered > submitted && entered <= now`,
    replacement: `entered > submitted && entered <= submitted`,
    spec: 'apps/worker/src/voices/poll-voice.usecase.spec.ts',
  },
  {
    rule: 'the owner of a voice is told of the end of its base model once each time',
    file: 'libs/domain/src/voice.ts',
    anchor: `told?.expiresAt === expiresAt && told.daysBefore <= daysBefore`,
    replacement: `told?.expiresAt === expiresAt && told.daysBefore < daysBefore`,
    spec: 'apps/worker/src/voices/tell-base-model-expiry.usecase.spec.ts',
  },
];
