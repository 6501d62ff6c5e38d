import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBicep } from '../bicep.ts';
import { POLICY_EXCEPTIONS } from './exceptions.ts';
import { POLICIES } from './index.ts';
import { Predictions } from './predicted.ts';

const bicep = await findBicep();

describe.skipIf(bicep === undefined)('the exceptions from the policies', () => {
  let predictions: Predictions;
  beforeAll(async () => {
    predictions = await Predictions.start(bicep ?? '');
  });
  afterAll(() => predictions?.close());

  it.each(POLICY_EXCEPTIONS)('$parameter = $value in $set breaks only the listed policies', async (exception) => {
    const { set, parameter, value, beside = {}, policies } = exception;
    const snapshot = await predictions.with(set, { [parameter]: value, ...beside });
    const broken = POLICIES.filter(({ sets }) => sets.includes(set)).filter(
      (policy) => policy.check(snapshot).findings.length > 0,
    );
    expect(broken.map(({ id }) => id).toSorted()).toEqual(policies.toSorted());
  });
});
