import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFRA } from './bicep.ts';
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

describe('the runbook', () => {
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
