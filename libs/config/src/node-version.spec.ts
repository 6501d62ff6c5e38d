import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeVersionProblem } from './node-version.ts';

const manifest = readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8');

describe(nodeVersionProblem.name, () => {
  it('names both versions when Node is older than package.json asks for', () => {
    const { engines } = JSON.parse(manifest) as { engines: { node: string } };
    const wanted = engines.node.replace('>=', '');
    expect(nodeVersionProblem(`v${wanted}.0.0`)).toBeUndefined();
    const problem = nodeVersionProblem('v20.20.2');
    expect(problem).toContain(`needs Node ${wanted}`);
    expect(problem).toContain('with Node 20.20.2');
  });
});
