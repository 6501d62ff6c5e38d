import { describe, expect, it } from 'vitest';
import { type App, errorRate, planRelease, planRollBack, revisionSuffix } from './release.ts';

const revision = (name: string, active = true) => ({ name, properties: { active } });
const app = (traffic: object[], tags: Record<string, string> = {}, latestRevisionName = 'api--latest'): App =>
  ({ tags, properties: { latestRevisionName, configuration: { ingress: { traffic } } } }) as App;

describe('the plan of a release', () => {
  it('gives the first revision all requests', () => {
    const plan = planRelease(undefined, [], 'r1');
    expect(plan).toMatchObject({ situation: 'first', revision: 'api--r1', old: '' });
    expect(plan.traffic).toEqual([{ revisionName: 'api--r1', weight: 100, label: 'blue' }]);
  });

  it('gives a new revision none, and the label that is free', () => {
    const plan = planRelease(
      app([{ revisionName: 'api--r1', weight: 100, label: 'green' }]),
      [revision('api--r1')],
      'r2',
    );
    expect(plan).toMatchObject({ situation: 'new', old: 'api--r1', oldLabel: 'green', label: 'blue', leftovers: [] });
    expect(plan.traffic).toEqual([
      { revisionName: 'api--r1', weight: 100, label: 'green' },
      { revisionName: 'api--r2', weight: 0, label: 'blue' },
    ]);
  });

  it('names the revision that an app of azd or of a plain deployment serves with', () => {
    const plan = planRelease(app([{ latestRevision: true, weight: 100 }]), [revision('api--latest')], 'r2');
    expect(plan.traffic[0]).toEqual({ revisionName: 'api--latest', weight: 100, label: 'blue' });
    expect(plan.label).toBe('green');
  });

  it('finds a release that serves already, or was there before', () => {
    const serving = app([{ revisionName: 'api--r1', weight: 100, label: 'blue' }]);
    expect(planRelease(serving, [revision('api--r1')], 'r1').situation).toBe('same');
    expect(planRelease(serving, [revision('api--r1'), revision('api--r2', false)], 'r2').situation).toBe('again');
  });

  it('names what is active and serves nothing', () => {
    const serving = app([{ revisionName: 'api--r2', weight: 100 }]);
    const revisions = [revision('api--r0', false), revision('api--r1'), revision('api--r2')];
    expect(planRelease(serving, revisions, 'r3').leftovers).toEqual(['api--r1']);
  });

  it('is the same revision for the same image, settings and templates alone', () => {
    expect(revisionSuffix(['image', 'settings'])).toBe(revisionSuffix(['image', 'settings']));
    expect(revisionSuffix(['image', 'settings'])).toMatch(/^r[0-9a-f]{12}$/);
    expect(revisionSuffix(['imag', 'esettings'])).not.toBe(revisionSuffix(['image', 'settings']));
  });
});

describe('the plan of a roll-back', () => {
  const serving = [{ revisionName: 'api--r2', weight: 100, label: 'green' }];

  it('goes to the revision of the tag', () => {
    const plan = planRollBack(app(serving, { 'previous-revision': 'api--r1' }), [
      revision('api--r1', false),
      revision('api--r2'),
    ]);
    expect(plan).toEqual({ revision: 'api--r1', label: 'blue', old: 'api--r2', oldLabel: 'green', leftovers: [] });
  });

  it.each(['', 'api--gone', 'api--r2'])('does not guess from the tag "%s"', (tag) => {
    const tagged = app(serving, tag === '' ? {} : { 'previous-revision': tag });
    expect(() => planRollBack(tagged, [revision('api--r1', false), revision('api--r2')])).toThrow(
      'right: the revision that served before api--r2',
    );
  });
});

describe('the share of errors', () => {
  const series = (category: string, ...totals: (number | null)[]) => ({
    metadatavalues: [{ name: { value: 'statusCodeCategory' }, value: category }],
    data: totals.map((total) => ({ total })),
  });

  it('counts 5xx among all requests', () => {
    const metrics = { value: [{ timeseries: [series('2xx', 90, null), series('4xx', 5), series('5xx', 2, 3)] }] };
    expect(errorRate(metrics)).toEqual({ requests: 100, errors: 5, percent: 5 });
  });

  it('is none where nobody asked', () => {
    expect(errorRate({ value: [{ timeseries: [] }] })).toEqual({ requests: 0, errors: 0, percent: 0 });
  });
});
