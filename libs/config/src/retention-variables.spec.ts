import { describe, expect, it } from 'vitest';
import { deploymentDays, RETENTION_VARIABLES } from './retention-variables.ts';

const { RETENTION_DAYS } = RETENTION_VARIABLES;

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
