import { describe, expect, it } from 'vitest';
import { type App, errorRate, planOthers, planRelease, planRollBack, revisionSuffix } from './release.ts';

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

describe('a release that was interrupted', () => {
  const shift = (one: number, two: number) => [
    { revisionName: 'api--r2', weight: two, label: 'green' },
    { revisionName: 'api--r1', weight: one, label: 'blue' },
  ];
  const both = [revision('api--r1'), revision('api--r2')];

  it('leaves the one that was released to serve, at 10 % by weight and at 50 % by the tag', () => {
    for (const shares of [shift(90, 10), shift(50, 50)])
      expect(planRelease(app(shares, { 'previous-revision': 'api--r1' }), both, 'r3')).toMatchObject({
        old: 'api--r1',
        oldLabel: 'blue',
        previous: '',
        leftovers: ['api--r2'],
        weights: expect.arrayContaining(['api--r1=100', 'api--r2=0']) as unknown,
      });
  });

  it('is not guessed about when the tag names neither', () => {
    const half = app(shift(50, 50), { 'previous-revision': 'api--r0' });
    expect(() => planRelease(half, both, 'r3')).toThrow('right: one revision that serves');
  });

  it('is taken back by a roll-back', () => {
    expect(planRollBack(app(shift(50, 50), { 'previous-revision': 'api--r1' }), both)).toMatchObject({
      situation: 'interrupted',
      revision: 'api--r1',
      leftovers: ['api--r2'],
    });
  });
});

describe('after a release of azd', () => {
  const newest = (ready: string) =>
    ({
      properties: {
        latestRevisionName: 'api--r2',
        latestReadyRevisionName: ready,
        configuration: { ingress: { traffic: [{ latestRevision: true, weight: 100 }] } },
      },
    }) as App;
  const all = [revision('api--r0'), revision('api--r1'), revision('api--r2')];

  it('keeps the newest, and the one that serves until that is ready', () => {
    expect(planOthers(newest('api--r1'), all)).toEqual({ revision: 'api--r2', leftovers: ['api--r0'] });
    expect(planOthers(newest('api--r2'), all)).toEqual({ revision: 'api--r2', leftovers: ['api--r0', 'api--r1'] });
    expect(planRelease(newest('api--r1'), all, 'r3').old).toBe('api--r1');
  });
});

describe('the plan of a roll-back', () => {
  const serving = [{ revisionName: 'api--r2', weight: 100, label: 'green' }];

  it('goes to the revision of the tag', () => {
    const plan = planRollBack(app(serving, { 'previous-revision': 'api--r1' }), [
      revision('api--r1', false),
      revision('api--r2'),
    ]);
    expect(plan).toEqual({
      situation: 'released',
      revision: 'api--r1',
      label: 'blue',
      old: 'api--r2',
      oldLabel: 'green',
      previous: 'api--r1',
      leftovers: [],
      weights: [],
    });
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
