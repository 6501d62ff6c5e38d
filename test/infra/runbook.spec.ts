import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFRA } from './bicep.ts';
import { commandsOf } from './doc-commands.ts';
import { SNAPSHOTS } from './snapshots.ts';

const runbook = readFileSync(join(INFRA, '..', 'docs', 'runbook.md'), 'utf8');
const sections = [...runbook.matchAll(/^### (.+)\n\n(\S)/gm)].map(([, heading = '']) => heading);
const ALERTS = ['metricAlerts', 'scheduledQueryRules', 'activityLogAlerts'].map((type) => `Microsoft.Insights/${type}`);

/** Names of the alerts of all parameter sets, without the number of the resource and what tells deployments apart. */
const alerts = new Set(
  SNAPSHOTS.flatMap((snapshot) =>
    ALERTS.flatMap((type) => snapshot.ofType(type)).map(({ name }) =>
      name.replace(/-voice-(dev|test|prod)-\w+$/, '').replace(/-\d+$/, ''),
    ),
  ),
);

/** Names of the apps and jobs of each parameter set. */
const APPS = SNAPSHOTS.map((snapshot) =>
  ['Microsoft.App/containerApps', 'Microsoft.App/jobs'].flatMap((type) =>
    snapshot.ofType(type).map(({ name }) => name),
  ),
);
const everywhere = new Set(APPS[0]?.filter((name) => APPS.every((names) => names.includes(name))));

/** Names of apps and jobs in the commands of Container Apps on a page. */
function appsNamed(page: string): string[] {
  return commandsOf(page).flatMap(({ words }) => {
    const isApp = words[1] === 'containerapp' || words.includes('Microsoft.App/containerApps');
    const name = words[words.indexOf('--name') + 1] ?? '';
    return isApp && words.includes('--name') && /^[a-z]/.test(name) ? [name] : [];
  });
}

describe('the runbook', () => {
  it('names apps and jobs that the parameter sets have, and all of those of which one has others', () => {
    const named = appsNamed('runbook.md');
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !APPS.flat().includes(name))).toEqual([]);
    const parts = runbook.split(/^#+ /m);
    for (const name of named.filter((each) => !everywhere.has(each))) {
      // A job that one set has alone does not stand for another.
      const others = new Set(APPS.flat().filter((each) => !everywhere.has(each) && each !== 'ticks'));
      for (const part of parts.filter((each) => each.includes(`--name ${name} `)))
        for (const other of others) expect(part, `${name} is not in all sets`).toContain(other);
    }
  });

  it('stops and starts every app for a restore, and deletes apps before the stack', () => {
    const lines = commandsOf('runbook.md').map(({ words }) => words.join(' '));
    for (const action of ['stop', 'start'])
      expect(lines.filter((line) => line.startsWith('az resource invoke-action') && line.includes(action))).toEqual([
        `az resource invoke-action --action ${action} --ids $[]`,
      ]);
    const stack = lines.findIndex((line) => line.startsWith('az stack group delete'));
    const apps = lines.findLastIndex((line) => line.startsWith('az resource delete'));
    expect(apps).toBeGreaterThan(-1);
    expect(apps).toBeLessThan(stack);
  });

  it('has a section for each alert of the template, and no other', () => {
    expect(sections.toSorted()).toEqual([...alerts].toSorted());
  });

  it('is named by each alert', () => {
    for (const snapshot of SNAPSHOTS) {
      for (const { name, properties } of ALERTS.flatMap((type) => snapshot.ofType(type))) {
        expect(properties['description'], name).toMatch(/Runbook: docs\/runbook\.md, [a-z-]+\.$/);
      }
    }
  });
});
