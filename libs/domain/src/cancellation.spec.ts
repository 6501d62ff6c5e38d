import { describe, expect, it } from 'vitest';
import { stub } from '../testing/index.ts';
import type { Aggregate } from './aggregate.ts';
import { canceled, isCancelable } from './cancellation.ts';
import { CONSENT_STAGES, CONSENT_STATUSES, type Consent } from './consent.ts';
import { operationStateOf } from './operation.ts';
import { reopened } from './reopening.ts';
import { type Synthesis, SYNTHESIS_STATUSES } from './synthesis.ts';
import { type Voice, VOICE_STATUSES } from './voice.ts';

const AT = '2026-11-22T00:00:01.000Z';
const COMMON = {
  tenantId: 't',
  ownerId: 'o',
  createdAt: '2026-11-22T00:00:00.000Z',
  updatedAt: '2026-11-22T00:00:00.000Z',
  outbox: stub<Aggregate['outbox']>([{}]),
};
const consent = (status: Consent['status'], stage: Consent['stage']) =>
  ({ ...COMMON, id: 'cns_1', kind: 'consent', status, stage }) as Consent;
const voice = (status: Voice['status']) =>
  ({ ...COMMON, id: 'vce_1', kind: 'voice', status, stage: 'waiting-for-consent' }) as Voice;
const synthesis = (status: Synthesis['status']) => ({ ...COMMON, id: 'syn_1', kind: 'synthesis', status }) as Synthesis;

describe('canceling', () => {
  it('ends the work and its operation, and keeps the message by which a worker would notice', () => {
    for (const subject of [consent('verifying', 'transcribing'), voice('draft'), synthesis('running')]) {
      const after = canceled(subject, AT);
      expect(after).toMatchObject({ status: 'canceled', updatedAt: AT, outbox: subject.outbox });
      expect(operationStateOf(after)).toMatchObject({ status: 'canceled', progress: 1 });
    }
  });

  it('leaves no scripts of a professional voice', () => {
    const failure = { code: 'attempts-exhausted', detail: 'an outage' } as const;
    for (const subject of [voice('draft'), { ...voice('failed'), failure }]) {
      expect(canceled({ ...subject, scripts: ['One.'] }, AT).scripts).toBeUndefined();
    }
  });

  it('is possible for a voice until its samples are submitted to Azure', () => {
    expect(VOICE_STATUSES.filter((status) => isCancelable(voice(status)))).toEqual(['draft']);
  });

  it('is possible for a consent while it is verified and not yet submitted to Azure', () => {
    const possible = CONSENT_STATUSES.flatMap((status) =>
      CONSENT_STAGES.filter((stage) => isCancelable(consent(status, stage))).map((stage) => [status, stage]),
    );
    expect(possible).toEqual([
      ['verifying', 'waiting-for-recording'],
      ['verifying', 'transcribing'],
    ]);
  });

  it('is possible for a synthesis until it has ended', () => {
    expect(SYNTHESIS_STATUSES.filter((status) => isCancelable(synthesis(status)))).toEqual(['queued', 'running']);
  });

  it('is possible for what an outage has failed, which then cannot be started again', () => {
    const failure = { code: 'attempts-exhausted', detail: 'an outage' } as const;
    const failed = [
      [{ ...consent('rejected', 'done'), failure }, 'consent.verify'],
      [{ ...voice('failed'), failure }, 'voice.create'],
      [{ ...synthesis('failed'), failure }, 'synthesis.run'],
    ] as const;
    for (const [subject, step] of failed) {
      expect(reopened(subject, step, AT).status).not.toBe(subject.status);
      const after = canceled(subject, AT);
      expect(after).toMatchObject({ status: 'canceled', failure: undefined, updatedAt: AT });
      expect(() => reopened({ ...after, failure }, step, AT)).toThrow(/Discard the dead letter/);
      const verdict = { ...subject, failure: { code: 'voice-not-ready', detail: 'a verdict' } as const };
      expect(isCancelable(verdict)).toBe(false);
    }
  });

  it('of what can no longer be canceled is a state conflict', () => {
    for (const subject of [consent('verifying', 'submitting-to-azure'), voice('training'), synthesis('succeeded')]) {
      expect(() => canceled(subject, AT)).toThrow(expect.objectContaining({ code: 'state-conflict' }) as Error);
    }
  });
});
