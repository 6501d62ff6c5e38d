import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INFRA } from './bicep.ts';

const page = readFileSync(join(INFRA, '..', 'docs', 'deploy.md'), 'utf8');
const template = readFileSync(join(INFRA, 'main.bicep'), 'utf8');
const roles = JSON.parse(readFileSync(join(INFRA, 'roles.json'), 'utf8')) as {
  grants: { secrets: { secret: string }[] };
};

/** First cells of the table in a section, without backticks. */
function firstCells(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = '']) => cell);
}

describe('docs/deploy.md', () => {
  it('describes each parameter of the template, and no other', () => {
    const parameters = [...template.matchAll(/^param (\w+)/gm)].map(([, name = '']) => name);
    expect(parameters.length).toBeGreaterThan(20);
    expect(firstCells('Parameters')).toEqual(parameters);
  });

  it('says for each secret who reads it and how it is rotated', () => {
    const secrets = new Set(roles.grants.secrets.map(({ secret }) => secret));
    expect(new Set(firstCells('Secrets'))).toEqual(secrets);
  });
});
