import { describe, expect, it } from 'vitest';
import { deploymentDays, RETENTION_VARIABLES } from './retention-variables.ts';

const { RETENTION_DAYS } = RETENTION_VARIABLES;

describe('RETENTION_TIERS', () => {
  it('has tiers and days by class', () => {
    expect(RETENTION_VARIABLES.RETENTION_TIERS.parse('result=cool:30, archive=cold:90')).toEqual({
      result: { tier: 'cool', afterDays: 30 },
      archive: { tier: 'cold', afterDays: 90 },
    });
  });

  it.each(['result', 'result=cool', 'result=archive:3', 'usage=cool:3', 'result=cool:0', 'archive=cool:3'])(
    'refuses %s',
    (text) => {
      const { error } = RETENTION_VARIABLES.RETENTION_TIERS.safeParse(text);
      expect(error?.issues[0]?.message).toMatch(
        /^(must be tiers and days of raw, .*|moves archive to cool: it can only be cold)/,
      );
    },
  );
});

describe('RETENTION_DAYS', () => {
  it('has days by class', () => {
    expect(deploymentDays(RETENTION_DAYS.parse(undefined))).toEqual({});
    expect(RETENTION_DAYS.parse(' result=90, batch=30 ')).toEqual({ result: 90, batch: 30 });
  });

  it.each(['result', 'result=0', 'result=1.5', 'speech=3', 'archive=3', 'raw=3', 'result: 3'])('refuses %s', (text) => {
    const { error } = RETENTION_DAYS.safeParse(text);
    expect(error?.issues[0]?.message).toMatch(/^must be days of sample, .* such as result=90,sample=30$/);
  });

  it.each([
    ['result=40000', 'has 40000 days of result: at most 36500'],
    ['deliveryLog=31', 'has 31 days of deliveryLog: at most 30'],
    ['usage=39', 'has 39 days of usage: at least 40'],
  ])('refuses days that cannot be kept: %s', (text, message) => {
    expect(RETENTION_DAYS.safeParse(text).error?.issues[0]?.message).toBe(message);
    expect(RETENTION_DAYS.parse('deliveryLog=30')).toEqual({ deliveryLog: 30 });
  });

  it('has the times of raw recordings and of originals beside it, and usage apart', () => {
    expect(deploymentDays({ result: 90, usage: 40 })).toEqual({ result: 90 });
    expect(deploymentDays({ result: 90 }, 86_400_000, 43_200_000)).toEqual({ result: 90, raw: 1, archive: 0.5 });
  });
});
