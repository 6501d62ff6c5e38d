import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_GRID_IDENTITY, WORKER_IDENTITY } from '../entra/directory.ts';
import { EMAIL_RIGHTS } from './email-rights.ts';

const INFRA = join(import.meta.dirname, '../../../../infra');
const TEMPLATE = readFileSync(join(INFRA, 'modules/email-rights.bicep'), 'utf8');
const { builtIn } = JSON.parse(readFileSync(join(INFRA, 'roles.json'), 'utf8')) as {
  builtIn: Record<string, { name: string } | undefined>;
};

/** The resource with this symbolic name, up to the brace that ends it. */
function resource(name: string): string {
  const [, text] =
    new RegExp(`^resource ${name} '[^']+' (?:existing )?= \\{\\n([\\s\\S]+?)\\n\\}$`, 'm').exec(TEMPLATE) ?? [];
  if (text === undefined) throw new Error(`the template has no resource ${name}`);
  return text;
}
/** The texts in the array of a property. */
function listOf(text: string, property: string): readonly string[] {
  const [, items = ''] = new RegExp(`\\b${property}: \\[([^\\]]*)\\]`).exec(text) ?? [];
  return [...items.matchAll(/'([^']+)'/g)].map(([, item = '']) => item);
}

describe('the rights of e-mail', () => {
  it('are those that infra/modules/email-rights.bicep gives, and no others', () => {
    const assignments = [...TEMPLATE.matchAll(/^resource (\w+) 'Microsoft\.Authorization\/roleAssignments@/gm)];
    expect(assignments.map(([, name]) => name)).toEqual(['sending', 'reporting']);
    expect(EMAIL_RIGHTS).toHaveLength(assignments.length);
  });

  it('let the worker send, by the actions of the custom role', () => {
    const [sending] = EMAIL_RIGHTS;
    const role = resource('sender');
    expect(sending?.role.permissions).toEqual([
      {
        actions: listOf(role, 'actions'),
        notActions: listOf(role, 'notActions'),
        dataActions: listOf(role, 'dataActions'),
        notDataActions: listOf(role, 'notDataActions'),
      },
    ]);
    expect(role).toContain(`roleName: '${sending?.role.name} (`);
    expect(resource('sending')).toMatch(
      /scope: communication\n[\s\S]*principalId: worker\.properties\.principalId[\s\S]*roleDefinitionId: sender\.id/,
    );
    expect(sending?.identity).toBe(WORKER_IDENTITY.name);
  });

  it('let Event Grid put reports on one queue', () => {
    const [, reporting] = EMAIL_RIGHTS;
    const assignment = resource('reporting');
    const [, key = ''] = /builtIn\.(\w+)\.id/.exec(assignment) ?? [];
    expect(reporting?.role.name).toBe(builtIn[key]?.name);
    const [, queue] = /resource queue 'queues' existing = \{\s+name: '([^']+)'/.exec(TEMPLATE) ?? [];
    expect(reporting?.scope.endsWith(`/queues/${queue}`)).toBe(true);
    expect(assignment).toMatch(/scope: serviceBus::queue\n[\s\S]*principalId: eventsPrincipalId/);
    expect(reporting?.identity).toBe(EVENT_GRID_IDENTITY.name);
  });
});
