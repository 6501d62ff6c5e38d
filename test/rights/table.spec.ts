import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPECTED_REFUSALS, NEEDS, nameOf, PLATFORM_RIGHTS, type Profile } from './needs.ts';
import { accountFor, readTable, refusals, unusedActions } from './table.ts';

const HOME = join(import.meta.dirname, '..', '..');
const right = { identity: 'api', scope: 'Microsoft.ServiceBus/namespaces/voice/queues/new', role: 'Owner' };

describe('each right of the template', () => {
  it.each<Profile>(['public', 'private'])('of the %s table is needed by a test, or used by the platform', (profile) => {
    const { unaccounted, unknown } = accountFor(readTable(profile).assignments, profile);
    expect(unaccounted.map(nameOf)).toEqual([]);
    expect(unknown.map(nameOf)).toEqual([]);
  });

  it('that no list has is found, and so is a line that the template does not have', () => {
    const { assignments } = readTable('public');
    expect(accountFor([...assignments, right], 'public').unaccounted).toEqual([right]);
    const [first, ...others] = assignments;
    const { unknown } = accountFor(others, 'public');
    expect(unknown).toMatchObject([{ identity: first?.identity, scope: first?.scope }]);
  });

  it.each([...new Map(NEEDS.map((need) => [`${need.file} ${need.test}`, need])).values()])(
    'has a test that is there: $file, $test',
    ({ file, test }) => {
      const source = readFileSync(join(HOME, file), 'utf8').replaceAll('’', "'");
      // Tests of each queue, or of each recording, have its name for a `%s`.
      const [title = ''] = test.replace(/\b[a-z]+-[a-z]+\b|\bnotifications\b/, '%s').split(' ends');
      expect([test.split(' ends')[0] ?? '', title].some((text) => source.includes(text))).toBe(true);
    },
  );

  it.each(PLATFORM_RIGHTS)('of the platform has its reason: $identity, $role', ({ reason }) => {
    expect(reason.length).toBeGreaterThan(20);
  });

  it('is refused where the call had no other that is enough', () => {
    const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
    const decision = (name: string, allowed: boolean, resource = 'containers/audit-anchors') => ({
      identity: 'worker',
      right: `${blobs}/${name}`,
      resource,
      allowed,
    });
    const write = decision('write', false);
    expect(refusals([write, decision('add/action', true)], 'public')).toEqual([]);
    expect(refusals([write, decision('add/action', true, 'containers/results')], 'public')).toEqual([write]);
    expect(refusals([write, decision('add/action', false)], 'public')).toHaveLength(2);
    expect(refusals([decision('delete', false), decision('add/action', true)], 'public')).toHaveLength(1);
    const [expected] = EXPECTED_REFUSALS;
    const counted = { ...write, right: expected?.right ?? '', resource: `${expected?.resource}1` };
    expect(refusals([counted], 'private')).toEqual([]);
    expect(refusals([counted], 'public')).toEqual([counted]);
  });

  it('of a custom role counts as used where something requested it', () => {
    const permissions = [{ actions: [], dataActions: ['a/read', 'a/write'] }];
    const assignments = [{ identity: 'api', scope: 'x/y', role: 'own' }];
    const asked = [
      { identity: 'api', right: 'a/read', resource: 'x/y/z' },
      { identity: 'worker', right: 'a/write', resource: 'x/y' },
      { identity: 'api', right: 'a/write', resource: 'x/yy' },
    ];
    expect(unusedActions({ roles: [{ name: 'own', permissions }], assignments }, asked)).toEqual([
      { ...assignments[0], action: 'a/write' },
    ]);
  });
});
