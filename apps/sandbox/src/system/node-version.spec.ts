import { describe, expect, it } from 'vitest';
import { nodeVersionProblem } from './node-version.ts';

describe(nodeVersionProblem.name, () => {
  it.each(['v24.0.0', 'v24.21.0', 'v26.1.0'])('has nothing against %s', (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined();
  });

  it.each(['v20.19.0', 'v22.1.0', 'v23.9.9'])('says of %s what is needed and how to get it', (version) => {
    expect(nodeVersionProblem(version)).toContain(`needs Node 24; it was started with Node ${version.slice(1)}`);
    expect(nodeVersionProblem(version)).toContain('npm run sandbox');
  });
});
